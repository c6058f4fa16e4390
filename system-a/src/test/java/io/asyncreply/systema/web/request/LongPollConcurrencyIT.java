package io.asyncreply.systema.web.request;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many long polls at a System A with few threads.
 */
@Tag("extended")
class LongPollConcurrencyIT {

	private static final int CALLERS = 200;

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "server.tomcat.threads.max=4");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@Test
	void holdsNoThreadForWaitingCallers() {
		List<RequestId> submitted = IntStream.range(0, CALLERS).mapToObj((i) -> systemA.submit()).toList();
		List<CompletableFuture<HttpResponse<String>>> waiting = submitted.stream()
			.map((id) -> systemA.sendAsync(systemA.request(path(id), "Prefer", "wait=60")))
			.toList();
		await().until(() -> systemA.waitingCallers() == CALLERS);
		assertThat(systemA.get("/v1/operations").statusCode()).isEqualTo(200);
		assertThat(systemA.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
		submitted.forEach((id) -> systemA.succeed(id, "{\"text\":\"" + id + "\"}"));
		for (int i = 0; i < CALLERS; i++) {
			HttpResponse<String> response = waiting.get(i).orTimeout(30, TimeUnit.SECONDS).join();
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(json(response).path("result").path("text").asString()).isEqualTo(submitted.get(i).toString());
		}
		await().until(() -> systemA.waitingCallers() == 0);
	}

	@Test
	void answersManyCallersAfterTimeout() {
		List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, CALLERS)
			.mapToObj((i) -> systemA.sendAsync(systemA.submission(HELLO, "Prefer", "wait=1")))
			.toList();
		assertThat(waiting).allSatisfy(
				(response) -> assertThat(response.orTimeout(30, TimeUnit.SECONDS).join().statusCode()).isEqualTo(202));
		await().until(() -> systemA.waitingCallers() == 0);
	}

	/** Tomcat gives up writing to each of them after 5 s. */
	@Test
	void callersThatDoNotReadDoNotDelayOthers() throws IOException {
		String result = "\"" + "x".repeat(8 * 1024 * 1024) + "\"";
		List<Socket> stalled = new ArrayList<>();
		try {
			List<RequestId> ids = List.of(systemA.submit(), systemA.submit());
			for (RequestId id : ids) {
				Socket socket = systemA.openSocket();
				stalled.add(socket);
				socket.getOutputStream()
					.write(("GET " + path(id) + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
			}
			await().until(() -> systemA.waitingCallers() == stalled.size());
			long start = System.nanoTime();
			ids.forEach((id) -> systemA.succeed(id, result));
			assertThat(systemA.post(HELLO).statusCode()).isEqualTo(202);
			assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(8);
		}
		finally {
			for (Socket socket : stalled) {
				socket.close();
			}
		}
	}

}
