package io.asyncreply.systema.web.event;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.testsupport.SseClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Event streams of one peer beside those of others.
 */
class StreamSubscriptionsIT {

	@Test
	void leavesStreamsToOtherPeers(@TempDir Path folder) {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder, "asyncreply.waiting.max-streams=4",
				"asyncreply.peers.max-share=0.5", "asyncreply.events.heartbeat=100ms")) {
			RequestId id = systemA.submit();
			String events = path(id) + "/events";
			List<SseClient> clients = Stream.generate(() -> SseClient.open(systemA.request(events).build().uri()))
				.limit(2)
				.toList();
			assertProblem(systemA.get(events), 503, "too-many-streams");
			StreamSubscriptions subscriptions = systemA.bean(StreamSubscriptions.class);
			PeerAddress otherPeer = PeerAddress.parse("192.0.2.1");
			Runnable unsubscribe = subscriptions.subscribe(otherPeer, id, new ChangeBuffer()).orElseThrow();
			assertThat(systemA.openStreams()).isEqualTo(3);
			unsubscribe.run();
			unsubscribe.run();
			clients.forEach(SseClient::close);
			await().until(() -> systemA.openStreams() == 0);
			SseClient.open(systemA.request(events).build().uri()).close();
		}
	}

}
