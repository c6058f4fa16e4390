package io.asyncreply.systema.web.event;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;

/**
 * Subscribes event streams to the changes of their requests, as many as are allowed in
 * all and for each peer.
 */
final class StreamSubscriptions {

	private final ChangeSubscribers changeSubscribers;

	private final PeerSemaphore peerStreams;

	StreamSubscriptions(ChangeSubscribers changeSubscribers, PeerSemaphore peerStreams) {
		this.changeSubscribers = changeSubscribers;
		this.peerStreams = peerStreams;
	}

	/**
	 * Subscribes a stream.
	 * @param peer the peer of the caller
	 * @param id the request
	 * @param changeBuffer receives the changes
	 * @return ends the subscription, also if it is run twice; empty if a limit is reached
	 */
	Optional<Runnable> subscribe(PeerAddress peer, RequestId id, ChangeBuffer changeBuffer) {
		if (!this.peerStreams.tryAcquire(peer, 1)) {
			return Optional.empty();
		}
		if (!this.changeSubscribers.subscribe(id, changeBuffer)) {
			this.peerStreams.release(peer, 1);
			return Optional.empty();
		}
		AtomicBoolean subscribed = new AtomicBoolean(true);
		return Optional.of(() -> {
			if (subscribed.compareAndSet(true, false)) {
				this.changeSubscribers.unsubscribe(id, changeBuffer);
				this.peerStreams.release(peer, 1);
			}
		});
	}

}
