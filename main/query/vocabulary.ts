/** Words that a place is named with unless the user has a list of their own: what homes and desks hold. */
export const DEFAULT_VOCABULARY: readonly string[] = [
  ...['apple', 'banana', 'orange', 'pear', 'lemon', 'bread', 'cheese', 'donut', 'cake', 'food', 'fruit'],
  ...['cup', 'mug', 'bowl', 'plate', 'bottle', 'glass', 'wine glass', 'teapot', 'kettle', 'pot', 'jar', 'vase'],
  ...['spoon', 'fork', 'knife', 'pan', 'basket', 'box', 'bag', 'can', 'lid', 'handle'],
  ...['book', 'notebook', 'paper', 'pen', 'pencil', 'marker', 'scissors', 'ruler', 'tape', 'newspaper'],
  ...['laptop', 'keyboard', 'mouse', 'screen', 'phone', 'camera', 'headphones', 'remote control', 'cable', 'speaker'],
  ...['lamp', 'candle', 'clock', 'globe', 'picture', 'mirror', 'glasses', 'watch', 'key', 'coin'],
  ...['toy', 'toy car', 'teddy bear', 'rubber duck', 'dice', 'ball', 'puzzle', 'doll', 'gift'],
  ...['plant', 'flower', 'cactus', 'tree', 'leaves', 'grass', 'stone', 'water'],
  ...['table', 'desk', 'chair', 'sofa', 'bed', 'shelf', 'cabinet', 'drawer', 'pillow', 'blanket', 'carpet', 'curtain'],
  ...['wall', 'floor', 'ceiling', 'door', 'window', 'wallpaper', 'tablecloth', 'wood', 'metal', 'fabric', 'plastic'],
  ...['shoe', 'hat', 'shirt', 'towel', 'tool', 'hammer', 'screwdriver', 'bicycle', 'person', 'hand', 'dog', 'cat'],
];
