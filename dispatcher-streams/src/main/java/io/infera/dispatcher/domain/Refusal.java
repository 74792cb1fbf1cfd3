package io.infera.dispatcher.domain;

/**
 * Why a request is refused.
 *
 * @param reason for programs
 * @param sentence for people: what was expected, what came, what to do
 */
public record Refusal(RefusalReason reason, String sentence) {}
