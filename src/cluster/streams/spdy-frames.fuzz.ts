import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { controlFrame, createFrameReader, dataFrame, type Frame, SpdyError } from './spdy-frames.ts'

const RUNS = 300

const frame = fc.oneof(
  fc.record({
    controlType: fc.constant(undefined),
    streamId: fc.integer({ min: 0, max: 0x7fffffff }),
    flags: fc.integer({ min: 0, max: 255 }),
    payload: fc.uint8Array({ maxLength: 9_000 }),
  }),
  fc.record({
    controlType: fc.integer({ min: 0, max: 0xffff }),
    streamId: fc.constant(0),
    flags: fc.integer({ min: 0, max: 255 }),
    payload: fc.uint8Array({ maxLength: 64 }),
  }),
)

function bytesOf({ controlType, streamId, flags, payload }: Omit<Frame, 'payload'> & { payload: Uint8Array }): Uint8Array {
  return controlType === undefined ? dataFrame(streamId, payload, flags) : controlFrame(controlType, payload, flags)
}

function* pieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let offset = 0
  for (let index = 0; offset < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1
    yield bytes.subarray(offset, offset + size)
    offset += size
  }
}

test('frames come out as they went in, however their bytes are split', () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 5 }),
      (frames, sizes) => {
        const reader = createFrameReader()
        const seen: Frame[] = []
        for (const piece of pieces(Buffer.concat(frames.map(bytesOf)), sizes)) seen.push(...reader.push(piece))
        assert.deepEqual(
          seen.map((each) => ({ ...each, payload: [...each.payload] })),
          frames.map((each) => ({ ...each, payload: [...each.payload] })),
        )
      },
    ),
    { numRuns: RUNS },
  )
})

test('any bytes are frames, wait for more, or are refused with SpdyError', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
      const reader = createFrameReader()
      let given = 0
      let taken = 0
      try {
        for (const chunk of chunks) {
          given += chunk.length
          for (const { payload } of reader.push(chunk)) taken += 8 + payload.length
        }
      } catch (error) {
        assert.ok(error instanceof SpdyError)
      }
      assert.ok(taken <= given)
    }),
    { numRuns: RUNS },
  )
})
