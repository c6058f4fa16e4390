package io.asyncreply.systema.web.event;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.web.http.UnsentByteLimiter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many event streams whose clients read nothing.
 */
@Tag("extended")
class EventStreamLoadIT {

	private static final int STREAMS = 1_250;

	/** A copy for each stream would not fit into the heap. */
	@Test
	void keepsNoCopiesOfLongResult(@TempDir Path folder) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder, "asyncreply.waiting.max-streams=2000",
				"asyncreply.peers.max-share=1")) {
			RequestId id = systemA.submit();
			for (int i = 0; i < STREAMS; i++) {
				Socket socket = systemA.openSocket();
				sockets.add(socket);
				socket.getOutputStream()
					.write(("GET " + path(id) + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
			}
			await().atMost(Duration.ofSeconds(60)).until(() -> systemA.openStreams() == STREAMS);
			systemA.succeed(id, "\"" + "x".repeat(1024 * 1024) + "\"");
			await().atMost(Duration.ofSeconds(60)).until(() -> systemA.openStreams() == 0);
			assertThat(systemA.bean(UnsentByteLimiter.class).unsentBytes()).isZero();
			assertThat(systemA.get(path(id)).body()).hasSizeGreaterThan(1024 * 1024);
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
	}

}
