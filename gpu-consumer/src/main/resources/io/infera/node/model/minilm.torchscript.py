class MiniLmLayer(Module):
  __parameters__ = ["qkv_weight", "qkv_bias", "output_weight", "output_bias", "attention_norm_weight", "attention_norm_bias", "up_weight", "up_bias", "down_weight", "down_bias", "norm_weight", "norm_bias", ]
  __buffers__ = []
  qkv_weight : Tensor
  qkv_bias : Tensor
  output_weight : Tensor
  output_bias : Tensor
  attention_norm_weight : Tensor
  attention_norm_bias : Tensor
  up_weight : Tensor
  up_bias : Tensor
  down_weight : Tensor
  down_bias : Tensor
  norm_weight : Tensor
  norm_bias : Tensor
  training : bool
  def forward(self: __torch__.MiniLmLayer,
    hidden: Tensor,
    mask: Tensor) -> Tensor:
    batch = torch.size(hidden, 0)
    length = torch.size(hidden, 1)
    qkv = torch.linear(hidden, self.qkv_weight, self.qkv_bias)
    heads = torch.permute(torch.view(qkv, [batch, length, 3, 12, 32]), [2, 0, 3, 1, 4])
    query = torch.select(heads, 0, 0)
    key = torch.select(heads, 0, 1)
    value = torch.select(heads, 0, 2)
    attended = torch.scaled_dot_product_attention(query, key, value, mask)
    context = torch.reshape(torch.transpose(attended, 1, 2), [batch, length, 384])
    projected = torch.linear(context, self.output_weight, self.output_bias)
    attention = torch.layer_norm(torch.add(projected, hidden), [384], self.attention_norm_weight, self.attention_norm_bias, 9.9999999999999998e-13)
    up = torch.gelu(torch.linear(attention, self.up_weight, self.up_bias))
    down = torch.linear(up, self.down_weight, self.down_bias)
    return torch.layer_norm(torch.add(down, attention), [384], self.norm_weight, self.norm_bias, 9.9999999999999998e-13)
class MiniLm(Module):
  __parameters__ = ["words", "positions", "types", "norm_weight", "norm_bias", ]
  __buffers__ = []
  words : Tensor
  positions : Tensor
  types : Tensor
  norm_weight : Tensor
  norm_bias : Tensor
  training : bool
  layer0 : __torch__.MiniLmLayer
  layer1 : __torch__.MiniLmLayer
  layer2 : __torch__.MiniLmLayer
  layer3 : __torch__.MiniLmLayer
  layer4 : __torch__.MiniLmLayer
  layer5 : __torch__.MiniLmLayer
  def forward(self: __torch__.MiniLm,
    input_ids: Tensor,
    attention_mask: Tensor) -> Tensor:
    batch = torch.size(input_ids, 0)
    length = torch.size(input_ids, 1)
    places = torch.add(torch.slice(self.positions, 0, 0, length), torch.select(self.types, 0, 0))
    embedded = torch.add(torch.embedding(self.words, input_ids), places)
    hidden0 = torch.layer_norm(embedded, [384], self.norm_weight, self.norm_bias, 9.9999999999999998e-13)
    keep = torch.to(attention_mask, 6)
    bias = torch.mul(torch.rsub(keep, 1.), -3.4028234663852886e+38)
    mask = torch.expand(torch.view(bias, [batch, 1, 1, length]), [batch, 1, length, length])
    hidden1 = (self.layer0).forward(hidden0, mask, )
    hidden2 = (self.layer1).forward(hidden1, mask, )
    hidden3 = (self.layer2).forward(hidden2, mask, )
    hidden4 = (self.layer3).forward(hidden3, mask, )
    hidden5 = (self.layer4).forward(hidden4, mask, )
    hidden6 = (self.layer5).forward(hidden5, mask, )
    weights = torch.unsqueeze(keep, -1)
    sums = torch.sum(torch.mul(hidden6, weights), [1])
    counts = torch.clamp(torch.sum(weights, [1]), 1.0000000000000001e-09)
    pooled = torch.div(sums, counts)
    norms = torch.clamp(torch.linalg_vector_norm(pooled, 2, [1], True), 9.9999999999999998e-13)
    return torch.div(pooled, norms)
