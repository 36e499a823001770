import { describe, expect, it } from 'vitest';
import { exampleCapture, exampleFrame, expectUserError, temporaryProject } from './test-support.ts';

describe('captures', () => {
  it('keeps the description to the last bit', () => {
    const { captures } = temporaryProject();
    expectUserError(() => captures.get(), 'bad-project');
    captures.save({ ...exampleCapture, kind: 'colmap' });
    captures.save(exampleCapture);
    expect(captures.get()).toEqual(exampleCapture);
  });

  it('keeps frames and their images apart, in order of index', () => {
    const { captures } = temporaryProject();
    for (const index of [2, 0, 1]) captures.addFrame(exampleFrame(index));
    const described = [0, 1, 2].map((index) => {
      const { image: _image, thumbnail: _thumbnail, ...frame } = exampleFrame(index);
      return frame;
    });
    expect(captures.frames()).toEqual(described);
    expect(captures.frameCount()).toBe(3);
    expect(captures.image(1)).toEqual({ data: exampleFrame(1).image, mime: 'image/png' });
    expect(captures.thumbnail(2)).toEqual(exampleFrame(2).thumbnail);
    expect(captures.coverThumbnail()).toEqual(exampleFrame(0).thumbnail);
  });

  it('says which image is not there', () => {
    const { captures } = temporaryProject();
    expect(captures.coverThumbnail()).toBeNull();
    expectUserError(() => captures.image(5), 'not-found', '5');
    expectUserError(() => captures.thumbnail(5), 'not-found', '5');
  });

  it.each(['text/html', 'text/javascript', 'image/svg+xml', 'image/png, text/html', ''])(
    'says that a file is damaged which calls its images %j',
    (mime) => {
      const project = temporaryProject();
      project.captures.addFrame({ ...exampleFrame(0), mime: mime as 'image/png' });
      expectUserError(() => project.captures.image(0), 'bad-project');
      expectUserError(() => project.captures.frames(), 'bad-project');
    },
  );

  it('adds a frame with its image or not at all', () => {
    const { captures } = temporaryProject();
    captures.addFrame(exampleFrame(0));
    expect(() => captures.addFrame({ ...exampleFrame(1), index: 0 })).toThrow();
    expect(captures.frames().map((frame) => frame.file)).toEqual(['images/0.jpg']);
    expect(captures.image(0).data).toEqual(exampleFrame(0).image);
  });

  it('keeps sparse points, also from views into larger arrays', () => {
    const { captures } = temporaryProject();
    expect(captures.pointCount()).toBe(0);
    expect(captures.points().positions).toHaveLength(0);
    const positions = Float32Array.of(9, 0.1, -2, 3e38, 4, 5, 6).subarray(1);
    captures.setPoints(positions, Uint8Array.of(9, 0, 1, 2, 253, 254, 255).subarray(1));
    expect(captures.pointCount()).toBe(2);
    expect(captures.points()).toEqual({
      positions: Float32Array.from(positions),
      colors: Uint8Array.of(0, 1, 2, 253, 254, 255),
    });
    expect(() => captures.setPoints(new Float32Array(6), new Uint8Array(3))).toThrow(RangeError);
  });
});
