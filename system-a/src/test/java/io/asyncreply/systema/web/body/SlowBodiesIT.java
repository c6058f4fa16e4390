package io.asyncreply.systema.web.body;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;

import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.TomcatWebServer;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that send their bodies slowly, beside another caller. A blocked thread of the
 * server would stay active.
 */
class SlowBodiesIT {

	private static final int SLOW_CALLS = 2_000;

	private static final String SLOW_SUBMISSION = slow("POST " + REQUESTS, "application/json");

	private final List<Socket> sockets = new ArrayList<>();

	@AfterEach
	void closeSockets() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	@Test
	@Tag("extended")
	void servesOthersBesideTwoThousandSlowBodies(@TempDir Path folder) throws IOException {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder)) {
			for (int i = 0; i < SLOW_CALLS; i++) {
				open(systemA, SLOW_SUBMISSION);
			}
			assertServesOthersWithoutBlockedThread(systemA);
			for (Socket socket : this.sockets) {
				assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
			}
			await().until(() -> systemA.bean(UnfinishedBodies.class).count() == 0);
		}
	}

	@Test
	void blocksNoThreadForUnreadBodies(@TempDir Path folder) throws IOException {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder)) {
			for (String call : List.of("GET /v1/operations", "GET /actuator/health", "GET /nothing",
					"DELETE " + REQUESTS + "/x", "POST " + REQUESTS + "/" + systemA.submit() + "/cancel",
					"PUT " + REQUESTS, "POST /actuator/health", "POST " + REQUESTS + "?x=y")) {
				for (String type : List.of("application/json", "text/plain", "application/x-www-form-urlencoded",
						"multipart/form-data; boundary=x", "application/x-ndjson")) {
					open(systemA, slow(call, type));
					open(systemA,
							slow(call, type).replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked") + "5");
				}
			}
			assertServesOthersWithoutBlockedThread(systemA);
		}
	}

	@Test
	void displacesOldestBodyOfPeerAtItsShare(@TempDir Path folder) throws IOException {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder,
				"asyncreply.requests.max-unfinished-bodies=4")) {
			UnfinishedBodies unfinishedBodies = systemA.bean(UnfinishedBodies.class);
			Socket oldest = open(systemA, SLOW_SUBMISSION);
			await().until(() -> unfinishedBodies.count() == 1);
			open(systemA, SLOW_SUBMISSION);
			open(systemA, SLOW_SUBMISSION);
			await().until(() -> unfinishedBodies.count() == 3);
			Socket newest = open(systemA, SLOW_SUBMISSION);
			assertProblem(answer(oldest), 503);
			await().until(() -> unfinishedBodies.count() == 3);
			newest.getOutputStream().write(" ".repeat(1_048_575 - HELLO.length()).getBytes(StandardCharsets.US_ASCII));
			newest.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
			byte[] statusLine = newest.getInputStream().readNBytes(12);
			assertThat(new String(statusLine, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 202");
		}
	}

	private void assertServesOthersWithoutBlockedThread(SystemAWithoutBroker systemA) {
		for (int i = 0; i < 50; i++) {
			assertThat(systemA.post(HELLO).statusCode()).isEqualTo(202);
			assertThat(systemA.get("/v1/operations").statusCode()).isEqualTo(200);
		}
		ThreadPoolExecutor pool = (ThreadPoolExecutor) ((TomcatWebServer) systemA.webServer()).getTomcat()
			.getConnector()
			.getProtocolHandler()
			.getExecutor();
		await().atMost(Duration.ofSeconds(3)).until(() -> pool.getActiveCount() == 0);
	}

	private Socket open(SystemAWithoutBroker systemA, String rawCall) throws IOException {
		Socket socket = systemA.openSocket();
		this.sockets.add(socket);
		socket.getOutputStream().write(rawCall.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static String slow(String call, String contentType) {
		return call + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
				+ "\r\nContent-Length: 1048576\r\n\r\n ";
	}

	private static String answer(Socket socket) throws IOException {
		return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
