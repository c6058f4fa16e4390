package io.asyncreply.systema.web.peer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shares of single peers and of several peers.
 */
class PeerSemaphoreTests {

	private static final int PERMITS = 1_000;

	@Test
	void givesHalfToSinglePeer() {
		PeerSemaphore semaphore = new PeerSemaphore(PERMITS, 0.5);
		assertThat(acquireAll(semaphore, peer(1))).isEqualTo(PERMITS / 2);
	}

	@Test
	void leavesPermitsToNewcomerBesideGreedyPeers() {
		PeerSemaphore semaphore = new PeerSemaphore(PERMITS, 0.5);
		for (int i = 0; i < 9; i++) {
			acquireAll(semaphore, peer(i));
		}
		assertThat(semaphore.held()).isBetween(850L, 999L);
		assertThat(semaphore.tryAcquire(peer(9), 1)).isTrue();
	}

	@Test
	void givesAllToSinglePeerWithFullShare() {
		assertThat(acquireAll(new PeerSemaphore(PERMITS, 1), peer(1))).isEqualTo(PERMITS);
	}

	@Test
	void givesTheOnlyPermitToSinglePeer() {
		PeerSemaphore semaphore = new PeerSemaphore(1, 0.5);
		assertThat(acquireAll(semaphore, peer(1))).isOne();
		assertThat(semaphore.tryAcquire(peer(2), 1)).isFalse();
	}

	@Test
	void forgetsPeersWithoutPermits() {
		PeerSemaphore semaphore = new PeerSemaphore(PERMITS, 0.5);
		assertThat(semaphore.tryAcquire(peer(1), 7)).isTrue();
		assertThat(semaphore.tryAcquire(peer(2), 7)).isTrue();
		semaphore.release(peer(1), 3);
		semaphore.release(peer(2), 7);
		assertThat(semaphore.held()).isEqualTo(4);
		assertThat(semaphore.peerCount()).isOne();
		semaphore.release(peer(1), 4);
		assertThat(semaphore.held()).isZero();
		assertThat(semaphore.peerCount()).isZero();
	}

	private static int acquireAll(PeerSemaphore semaphore, PeerAddress peer) {
		int count = 0;
		while (semaphore.tryAcquire(peer, 1)) {
			count++;
		}
		return count;
	}

	private static PeerAddress peer(int number) {
		return new PeerAddress("192.0.2." + number);
	}

}
