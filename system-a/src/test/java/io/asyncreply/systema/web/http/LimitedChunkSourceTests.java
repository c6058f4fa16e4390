package io.asyncreply.systema.web.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Chunks within and beyond the limit of unsent bytes.
 */
class LimitedChunkSourceTests {

	private static final PeerAddress PEER = PeerAddress.parse("192.0.2.1");

	private static final PeerAddress OTHER_PEER = PeerAddress.parse("192.0.2.2");

	private static final byte[] CHUNK = new byte[LimitedChunkSource.MAX_UNCOUNTED + 1];

	private static final int MAX_BYTES = 3 * CHUNK.length;

	private final List<Predicate<PeerAddress>> disconnections = new ArrayList<>();

	private final UnsentByteLimiter limiter = new UnsentByteLimiter(MAX_BYTES, new PeerSemaphore(MAX_BYTES, 0.5),
			this.disconnections::add);

	private LimitedChunkSource source(PeerAddress peer, byte[]... chunks) {
		return new LimitedChunkSource(new QueuedChunks(new ArrayDeque<>(List.of(chunks))), this.limiter, peer);
	}

	@Test
	void countsChunkUntilTheNextOne() {
		LimitedChunkSource source = source(PEER, CHUNK, CHUNK);
		assertThat(source.poll()).isSameAs(CHUNK);
		assertThat(this.limiter.unsentBytes()).isEqualTo(CHUNK.length);
		assertThat(source.poll()).isSameAs(CHUNK);
		assertThat(this.limiter.unsentBytes()).isEqualTo(CHUNK.length);
		assertThat(source.poll()).isNull();
		assertThat(this.limiter.unsentBytes()).isZero();
		assertThat(source.isFinished()).isTrue();
	}

	@Test
	void holdsChunkBackAtLimitAndDisconnectsStalledReadersOfPeer() {
		LimitedChunkSource first = source(PEER, CHUNK);
		first.poll();
		LimitedChunkSource second = source(PEER, CHUNK);
		assertThat(second.poll()).isNull();
		assertThat(second.isFinished()).isFalse();
		assertThat(this.disconnections).singleElement()
			.satisfies((peers) -> assertThat(peers.test(PEER) && !peers.test(OTHER_PEER)).isTrue());
		first.release();
		assertThat(second.poll()).isSameAs(CHUNK);
	}

	@Test
	void disconnectsStalledReadersOfAllPeersAtTotalLimit() {
		source(OTHER_PEER, new byte[MAX_BYTES]).poll();
		assertThat(source(PEER, CHUNK).poll()).isNull();
		assertThat(this.disconnections).singleElement()
			.satisfies((peers) -> assertThat(peers.test(PEER) && peers.test(OTHER_PEER)).isTrue());
	}

	@Test
	void doesNotCountShortChunks() {
		source(OTHER_PEER, new byte[MAX_BYTES]).poll();
		assertThat(source(PEER, new byte[LimitedChunkSource.MAX_UNCOUNTED]).poll()).isNotNull();
		assertThat(this.limiter.unsentBytes()).isEqualTo(MAX_BYTES);
	}

	/**
	 * Source of prepared chunks.
	 *
	 * @param chunks the chunks
	 */
	private record QueuedChunks(Deque<byte[]> chunks) implements ChunkSource {

		@Override
		public byte @Nullable [] poll() {
			return this.chunks.poll();
		}

		@Override
		public boolean isFinished() {
			return this.chunks.isEmpty();
		}

	}

}
