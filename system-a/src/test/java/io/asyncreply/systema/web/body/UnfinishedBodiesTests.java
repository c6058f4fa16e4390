package io.asyncreply.systema.web.body;

import java.io.IOException;
import java.time.Duration;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Bounds of the number and of the bytes of unfinished bodies, with several peers.
 */
class UnfinishedBodiesTests {

	private static final PeerAddress FIRST = new PeerAddress("192.0.2.1");

	private static final PeerAddress SECOND = new PeerAddress("192.0.2.2");

	private static final PeerAddress THIRD = new PeerAddress("192.0.2.3");

	private final PeerSemaphore slots = new PeerSemaphore(4, 0.5);

	private final PeerSemaphore bytes = new PeerSemaphore(1_000, 0.5);

	private final UnfinishedBodies unfinishedBodies = new UnfinishedBodies(this.slots, this.bytes);

	private IncomingBody body(int length) throws IOException {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/requests") {

			@Override
			public int getContentLength() {
				return 10_000;
			}

		};
		request.setRemoteAddr(FIRST.value());
		request.setContent(new byte[length]);
		BodyLimits limits = new BodyLimits(10_000, Duration.ofSeconds(30), DataSize.ofBytes(1));
		IncomingBody body = new IncomingBody(request, new MockHttpServletResponse(), limits, this.unfinishedBodies);
		assertThat(body.readAtOnce()).isFalse();
		return body;
	}

	private IncomingBody add(PeerAddress peer) throws IOException {
		IncomingBody body = body(0);
		assertThat(this.unfinishedBodies.add(peer, body)).isTrue();
		return body;
	}

	@Test
	void displacesOldestBodyOfSamePeerAtItsShare() throws IOException {
		IncomingBody second = add(SECOND);
		IncomingBody oldest = add(FIRST);
		IncomingBody newest = add(FIRST);
		assertTooMany(oldest);
		assertThat(second.received()).isNotDone();
		add(SECOND);
		assertTooMany(second);
		assertThat(newest.received()).isNotDone();
		assertThat(this.unfinishedBodies.count()).isEqualTo(2);
	}

	@Test
	void displacesOldestBodyOfAllForNewPeer() throws IOException {
		IncomingBody oldest = add(FIRST);
		for (int peer = 2; peer <= 5; peer++) {
			add(new PeerAddress("192.0.2." + peer));
		}
		assertTooMany(oldest);
		assertThat(this.unfinishedBodies.count()).isEqualTo(4);
		assertThat(this.slots.held()).isEqualTo(4);
	}

	@Test
	void limitsBytesOfPeerAndOfAll() throws IOException {
		IncomingBody first = add(FIRST);
		IncomingBody second = add(SECOND);
		assertThat(this.unfinishedBodies.reserve(first, 500)).isTrue();
		assertThat(this.unfinishedBodies.reserve(first, 1)).isFalse();
		assertThat(this.unfinishedBodies.reserve(second, 501)).isFalse();
		assertThat(this.unfinishedBodies.reserve(second, 500)).isTrue();
		assertThat(this.unfinishedBodies.reserve(add(THIRD), 1)).isFalse();
	}

	@Test
	void releasesBytesOfRemovedBodyOnce() throws IOException {
		IncomingBody body = add(FIRST);
		assertThat(this.unfinishedBodies.reserve(body, 500)).isTrue();
		this.unfinishedBodies.remove(body, 500);
		this.unfinishedBodies.remove(body, 500);
		assertThat(this.unfinishedBodies.reserve(body, 1)).isFalse();
		assertThat(this.bytes.held()).isZero();
		assertThat(this.slots.held()).isZero();
	}

	@Test
	void rejectsBodyWhoseBytesHaveNoRoom() throws IOException {
		IncomingBody body = body(1_001);
		body.readLater(new MockHttpServletRequest());
		assertTooMany(body);
		assertThat(this.unfinishedBodies.count()).isZero();
		assertThat(this.slots.held()).isZero();
		assertThat(this.bytes.held()).isZero();
	}

	private static void assertTooMany(IncomingBody body) {
		assertThat(body.received()).isCompletedExceptionally();
		assertThatException().isThrownBy(() -> body.received().join())
			.havingCause()
			.isInstanceOfSatisfying(ProblemException.class, (ex) -> {
				assertThat(ex.getBody().getType()).isEqualTo(ProblemType.TOO_MANY_BODIES.type());
				assertThat(ex.getStatusCode().value()).isEqualTo(503);
			});
	}

}
