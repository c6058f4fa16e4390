package io.asyncreply.systema.web.event;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.UnsentByteLimiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many event streams whose clients read nothing.
 */
@Tag("extended")
@Isolated
class EventStreamLoadIT {

	private static final int STREAMS = 1_250;

	/** Tomcat's buffers of a connection are most of it. */
	private static final long MAX_HEAP_BYTES_PER_STREAM = 64 * 1024;

	/** Half of what one copy of the longest event would take for each stream. */
	private static final long MAX_HEAP_BYTES_OF_EVENTS = STREAMS * (StoredRequest.MAX_INLINE_RESULT_BYTES / 2L);

	private final List<Socket> sockets = new ArrayList<>();

	@AfterEach
	void closeSockets() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { StoredRequest.MAX_INLINE_RESULT_BYTES, 1024 * 1024 })
	void keepsNoCopiesOfLongResult(int resultBytes, @TempDir Path folder) throws IOException {
		String result = "\"" + "x".repeat(resultBytes - 2) + "\"";
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder, "asyncreply.waiting.max-streams=2000",
				"asyncreply.peers.max-share=1")) {
			RequestId id = systemA.submit();
			long heapBefore = usedHeap();
			for (int i = 0; i < STREAMS; i++) {
				openStream(systemA, id);
			}
			await().atMost(Duration.ofSeconds(60)).until(() -> systemA.openStreams() == STREAMS);
			long heapOfStreams = usedHeap();
			assertThat(heapOfStreams - heapBefore).isLessThan(STREAMS * MAX_HEAP_BYTES_PER_STREAM);
			systemA.succeed(id, result);
			await().atMost(Duration.ofSeconds(60)).until(() -> systemA.openStreams() == 0);
			assertThat(systemA.bean(UnsentByteLimiter.class).unsentBytes()).isZero();
			assertThat(usedHeap() - heapOfStreams).isLessThan(MAX_HEAP_BYTES_OF_EVENTS);
			assertLastEvent(resultBytes <= StoredRequest.MAX_INLINE_RESULT_BYTES ? "\"result\":" + result
					: "\"resultUrl\":\"" + path(id) + "\"");
			assertThat(systemA.get(path(id)).body()).contains(result);
		}
	}

	private void openStream(SystemAWithoutBroker systemA, RequestId id) throws IOException {
		Socket socket = systemA.openSocket();
		this.sockets.add(socket);
		socket.getOutputStream()
			.write(("GET " + path(id) + "/events HTTP/1.0\r\nHost: localhost\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
	}

	private void assertLastEvent(String member) throws IOException {
		String events = new String(this.sockets.get(0).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		String last = events.substring(events.lastIndexOf("data: "));
		assertThat(last).contains("\"state\":\"SUCCEEDED\"").contains(member);
		assertThat(last.contains("\"result\":")).isNotEqualTo(last.contains("\"resultUrl\":"));
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
