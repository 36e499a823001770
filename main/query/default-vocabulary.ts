/**
 * Words that a clicked place is compared with unless a project has its own: what stands about in rooms and
 * gardens, what it is made of, and what carries it. What an encoder has never seen has to be left out: it
 * would fit anywhere.
 */
export const DEFAULT_VOCABULARY: readonly string[] = [
  // On tables
  ...[
    'cup',
    'mug',
    'plate',
    'bowl',
    'glass',
    'wine glass',
    'bottle',
    'jar',
    'can',
    'teapot',
    'kettle',
    'coffee maker',
    'pot',
    'pan',
  ],
  ...['fork', 'knife', 'spoon', 'chopsticks', 'napkin', 'tray', 'cutting board', 'salt shaker', 'candle', 'ashtray'],
  // To eat
  ...['apple', 'banana', 'orange', 'lemon', 'pear', 'grapes', 'tomato', 'carrot', 'onion', 'egg', 'bread', 'cheese'],
  ...['cake', 'cookie', 'donut', 'croissant', 'sandwich', 'noodles', 'rice', 'soup', 'jam', 'juice', 'coffee', 'tea'],
  // On desks
  ...['book', 'notebook', 'magazine', 'newspaper', 'paper', 'pen', 'pencil', 'marker', 'scissors', 'ruler', 'tape'],
  ...['stapler', 'envelope', 'calendar', 'laptop', 'computer screen', 'keyboard', 'mouse', 'phone', 'tablet', 'camera'],
  ...['headphones', 'loudspeaker', 'printer', 'cable', 'power socket', 'remote control', 'calculator', 'glasses'],
  ...['clock', 'watch', 'key', 'keys', 'wallet', 'coin', 'globe', 'lamp'],
  // To play with and to give
  ...['ball', 'dice', 'puzzle', 'puzzle cube', 'toy', 'toy car', 'doll', 'teddy bear', 'rubber duck', 'figurine'],
  ...['game board', 'playing cards', 'guitar', 'piano', 'bicycle', 'skateboard', 'gift', 'ribbon', 'balloon'],
  // In rooms
  ...['table', 'desk', 'chair', 'armchair', 'sofa', 'stool', 'bench', 'bed', 'pillow', 'blanket', 'cushion', 'curtain'],
  ...[
    'carpet',
    'tablecloth',
    'shelf',
    'cupboard',
    'drawer',
    'door',
    'door handle',
    'window',
    'mirror',
    'picture frame',
  ],
  ...['poster', 'painting', 'vase', 'plant', 'flower pot', 'flowers', 'basket', 'box', 'bag', 'backpack', 'suitcase'],
  ...[
    'waste bin',
    'light switch',
    'radiator',
    'fan',
    'television',
    'stairs',
    'cabinet',
    'wallpaper',
    'wall',
    'floor',
    'ceiling',
  ],
  // Kitchens, baths, workshops
  ...['sink', 'tap', 'stove', 'oven', 'refrigerator', 'dishwasher', 'microwave', 'toaster', 'sponge', 'towel', 'soap'],
  ...[
    'toothbrush',
    'toilet',
    'bathtub',
    'shower',
    'washing machine',
    'iron',
    'broom',
    'bucket',
    'hammer',
    'screwdriver',
  ],
  ...['wrench', 'drill', 'saw', 'nails', 'rope', 'ladder', 'tool box'],
  // To wear
  ...['shirt', 'jacket', 'trousers', 'dress', 'shoe', 'boot', 'sock', 'hat', 'cap', 'scarf', 'glove', 'umbrella'],
  // Outside
  ...['tree', 'leaves', 'bush', 'grass', 'cactus', 'succulent', 'flower bed', 'stone', 'soil', 'sand', 'water', 'snow'],
  ...['sky', 'path', 'road', 'fence', 'gate', 'house', 'roof', 'brick wall', 'garden chair', 'statue', 'fountain'],
  ...['car', 'truck', 'bus', 'motorcycle', 'wheel', 'traffic sign', 'street lamp'],
  // Alive
  ...['person', 'face', 'hand', 'dog', 'cat', 'bird', 'fish', 'horse'],
  // Parts and materials
  ...['handle', 'lid', 'label', 'spout', 'button', 'text', 'shadow', 'reflection'],
  ...['wood', 'metal', 'plastic', 'fabric', 'leather', 'ceramic', 'marble', 'concrete', 'rubber', 'cardboard', 'wool'],
];
