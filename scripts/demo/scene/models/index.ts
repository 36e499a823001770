import type { Build } from '../model.ts';
import type { Kind } from '../vocabulary.ts';
import * as desk from './desk.ts';
import * as food from './food.ts';
import * as living from './living.ts';
import * as tableware from './tableware.ts';

/** How each kind is built. */
export const builds: Readonly<Record<Kind, Build>> = {
  mug: tableware.mug,
  bowl: tableware.bowl,
  plate: tableware.plate,
  'wine bottle': tableware.wineBottle,
  'water bottle': tableware.waterBottle,
  book: desk.book,
  notebook: desk.notebook,
  pen: desk.pen,
  pencil: desk.pencil,
  apple: food.apple,
  banana: food.banana,
  orange: food.orange,
  lemon: food.lemon,
  pear: food.pear,
  'potted plant': living.pottedPlant,
  cactus: living.cactus,
  lamp: desk.lamp,
  candle: living.candle,
  vase: living.vase,
  teapot: tableware.teapot,
  spoon: tableware.spoon,
  fork: tableware.fork,
  scissors: desk.scissors,
  clock: desk.clock,
  glasses: desk.glasses,
  camera: desk.camera,
  phone: desk.phone,
  headphones: desk.headphones,
  dice: living.dice,
  duck: living.duck,
  car: living.car,
  'tennis ball': living.tennisBall,
  basket: tableware.basket,
  jar: tableware.jar,
  gift: living.gift,
  globe: desk.globe,
  laptop: desk.laptop,
  rubik: living.rubik,
  bear: living.bear,
  'wine glass': tableware.wineGlass,
  cheese: tableware.cheese,
  donut: food.donut,
};
