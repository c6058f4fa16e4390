package io.asyncreply.systema.web.http;

import io.asyncreply.systema.web.peer.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Source that counts the bytes of its current chunk until the next one is removed, and
 * holds a chunk back while the limit of unsent bytes is reached. Short chunks are not
 * counted, because the buffers of a connection have room for them.
 */
final class LimitedChunkSource implements ChunkSource {

	/** Longest chunk that is not counted. */
	static final int MAX_UNCOUNTED = 4 * 1024;

	private final ChunkSource source;

	private final UnsentByteLimiter limiter;

	private final PeerAddress peer;

	private byte @Nullable [] heldBack;

	private int reserved;

	LimitedChunkSource(ChunkSource source, UnsentByteLimiter limiter, PeerAddress peer) {
		this.source = source;
		this.limiter = limiter;
		this.peer = peer;
	}

	@Override
	public byte @Nullable [] poll() {
		release();
		byte[] chunk = (this.heldBack != null) ? this.heldBack : this.source.poll();
		this.heldBack = null;
		if (chunk == null || chunk.length <= MAX_UNCOUNTED) {
			return chunk;
		}
		if (!this.limiter.tryReserve(this.peer, chunk.length)) {
			this.heldBack = chunk;
			return null;
		}
		this.reserved = chunk.length;
		return chunk;
	}

	@Override
	public boolean isFinished() {
		return this.heldBack == null && this.source.isFinished();
	}

	/** Releases the bytes of the current chunk. */
	void release() {
		if (this.reserved > 0) {
			this.limiter.release(this.peer, this.reserved);
			this.reserved = 0;
		}
	}

}
