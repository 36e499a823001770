import type { Build } from '../model.ts';
import type { Kind } from '../vocabulary.ts';
import * as crockery from './crockery.ts';
import * as devices from './devices.ts';
import * as drinks from './drinks.ts';
import * as food from './food.ts';
import * as furnishings from './furnishings.ts';
import * as plants from './plants.ts';
import * as stationery from './stationery.ts';
import * as toys from './toys.ts';

/** How each kind is built. */
export const builds: Readonly<Record<Kind, Build>> = {
  mug: crockery.mug,
  bowl: crockery.bowl,
  plate: crockery.plate,
  'wine bottle': drinks.wineBottle,
  'water bottle': drinks.waterBottle,
  book: stationery.book,
  notebook: stationery.notebook,
  pen: stationery.pen,
  pencil: stationery.pencil,
  apple: food.apple,
  banana: food.banana,
  orange: food.orange,
  lemon: food.lemon,
  pear: food.pear,
  'potted plant': plants.pottedPlant,
  cactus: plants.cactus,
  lamp: furnishings.lamp,
  candle: furnishings.candle,
  vase: furnishings.vase,
  teapot: crockery.teapot,
  spoon: crockery.spoon,
  fork: crockery.fork,
  scissors: stationery.scissors,
  clock: devices.clock,
  glasses: furnishings.glasses,
  camera: devices.camera,
  phone: devices.phone,
  headphones: devices.headphones,
  dice: toys.dice,
  duck: toys.duck,
  car: toys.car,
  'tennis ball': toys.tennisBall,
  basket: furnishings.basket,
  jar: drinks.jar,
  gift: furnishings.gift,
  globe: furnishings.globe,
  laptop: devices.laptop,
  rubik: toys.rubik,
  bear: toys.bear,
  'wine glass': drinks.wineGlass,
  cheese: food.cheese,
  donut: food.donut,
};
