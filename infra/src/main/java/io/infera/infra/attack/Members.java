package io.infera.infra.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everybody who has ever been in the network, by number and by address. */
final class Members {
  private final long seed;
  private final List<Member> all = new ArrayList<>();
  private final Map<String, Member> byAddress = new HashMap<>();

  Members(long seed) {
    this.seed = seed;
  }

  Member create(Member.Role role) {
    var member = new Member(all.size(), role, seed);
    all.add(member);
    byAddress.put(member.address(), member);
    return member;
  }

  List<Member> all() {
    return all;
  }

  Member at(String address) {
    return byAddress.get(address);
  }

  String address(int number) {
    return number >= 0 && number < all.size() ? all.get(number).address() : "";
  }
}
