/** The view's own cameras. */
import { backend } from '../../backend';
import type { CameraDoor, Film } from './camera.svelte';
import { base64 } from './reading.svelte';

/** Of a frame's longer side, in pixels. */
const LONGEST = 1280;
const QUALITY = 0.8;
/** Where a system doesn't say which way a camera looks, its name may (in Japanese: in front, built in). */
const FRONT = /front|face ?time|integrated|built-?in|\u524d\u9762|\u5185\u8535/i;

/** A door to the cameras, whose picture `video` shows. */
export function lens(video: () => HTMLVideoElement | undefined): CameraDoor {
  const canvas = document.createElement('canvas');
  return {
    begin: () => backend.beginCamera(),
    end: () => backend.endCamera(),
    read: (frame) => backend.readFrame(frame),
    film,
    async cameras() {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const cameras = devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '');
      return cameras.map(({ deviceId, label }) => ({ id: deviceId, label }));
    },
    frame: () => frame(video(), canvas),
    pause: (ms) => new Promise((done) => setTimeout(done, ms)),
    now: () => performance.now(),
  };
}

async function film(id: string | null): Promise<Film> {
  // Views without a camera don't have the interface at all, whatever its type says.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) throw new DOMException('no camera', 'NotSupportedError');
  const which: MediaTrackConstraints =
    id === null ? { facingMode: 'environment' } : { deviceId: { exact: id } };
  const stream = await devices.getUserMedia({
    audio: false,
    video: { ...which, width: { ideal: LONGEST }, height: { ideal: 720 } },
  });
  const track = stream.getVideoTracks()[0];
  const { deviceId = '', facingMode } = track?.getSettings() ?? {};
  return {
    stream,
    id: deviceId,
    front: facingMode === undefined ? FRONT.test(track?.label ?? '') : facingMode === 'user',
    ended: (told) => track?.addEventListener('ended', told),
    stop: () => stream.getTracks().forEach((each) => each.stop()),
  };
}

async function frame(video: HTMLVideoElement | undefined, canvas: HTMLCanvasElement): Promise<string | null> {
  if (!video || video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  return jpeg && base64(new Uint8Array(await jpeg.arrayBuffer()));
}
