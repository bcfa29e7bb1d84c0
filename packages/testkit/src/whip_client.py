"""
A WHIP publisher or a WHEP player on aiortc, a WebRTC stack of its own in Python, from Debian's python3-aiortc:
`whip_client.py publish URL BEARER CODEC` or `whip_client.py watch URL BEARER`.

Prints what it has sent or shown so far as JSON, a line each time; ends its session once its input ends.
"""

import asyncio
import json
import sys
import urllib.parse
import urllib.request

import av
import numpy
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack

counts = {"video": 0, "audio": 0}


def count(kind):
    counts[kind] += 1
    print(json.dumps(counts), flush=True)


class Picture(VideoStreamTrack):
    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = av.VideoFrame.from_ndarray(numpy.full((120, 160, 3), counts["video"] % 256, numpy.uint8))
        frame.pts, frame.time_base = pts, time_base
        count("video")
        return frame


class Silence(AudioStreamTrack):
    async def recv(self):
        frame = await super().recv()
        count("audio")
        return frame


async def shown(track):
    try:
        while True:
            await track.recv()
            count(track.kind)
    except MediaStreamError:
        pass


def ask(method, url, bearer, body=None):
    request = urllib.request.Request(url, method=method, data=body)
    request.add_header("authorization", f"Bearer {bearer}")
    request.add_header("content-type", "application/sdp")
    with urllib.request.urlopen(request) as reply:
        return reply.headers.get("location"), reply.read().decode()


async def main(role, url, bearer, codec=""):
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    if role == "publish":
        peer.addTransceiver(Silence(), direction="sendonly")
        sends = peer.addTransceiver(Picture(), direction="sendonly")
        codecs = RTCRtpSender.getCapabilities("video").codecs
        sends.setCodecPreferences([each for each in codecs if each.mimeType == f"video/{codec}"])
    else:
        for kind in ("audio", "video"):
            peer.addTransceiver(kind, direction="recvonly")
        peer.on("track", lambda track: asyncio.ensure_future(shown(track)))
    loop = asyncio.get_running_loop()
    await peer.setLocalDescription(await peer.createOffer())
    offer = peer.localDescription.sdp.encode()
    location, answer = await loop.run_in_executor(None, ask, "POST", url, bearer, offer)
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await loop.run_in_executor(None, sys.stdin.read)
    await loop.run_in_executor(None, ask, "DELETE", urllib.parse.urljoin(url, location), bearer)
    await peer.close()


asyncio.run(main(*sys.argv[1:]))
