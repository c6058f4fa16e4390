package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ResourceFootprint;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests slow clients and clients that disconnect while they wait.
 */
@Tag("extended")
class ClientFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPairSpec.of("client-faults", TestBroker.shared())
			.systemA((launcher) -> launcher.arguments("--asyncreply.requests.max-wait=5s"))
			.start();
	}

	@AfterAll
	static void checkAndClose() {
		InvariantChecker.checkAllSucceeded(systemPair);
		systemPair.close();
	}

	@Test
	void servesOthersWhileThousandClientsNeverFinishTheirHeaders() throws IOException {
		List<Socket> slow = openSockets(1_000, "POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
		JsonResponse response = systemPair.client()
			.submitAndWait(RequestSubmission.text("beside slow clients"), Duration.ofSeconds(5));
		assertThat(response.state()).isEqualTo("SUCCEEDED");
		for (Socket socket : slow) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			assertThat(socket.getInputStream().readAllBytes()).as("response").isNotNull();
			socket.close();
		}
	}

	@Test
	void releasesResourcesOfClientsThatDisconnectWhileWaiting() throws IOException {
		JsonResponse accepted = systemPair.client().submit(RequestSubmission.simulatedWork(Duration.ofSeconds(10)));
		ResourceFootprint before = ResourceFootprint.of(systemPair);
		String call = "GET /v1/requests/" + accepted.id() + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n";
		List<Socket> waiting = openSockets(500, call);
		Awaitility.await().atMost(TIMEOUT).until(() -> countWaitingCallers() >= 500);
		for (Socket socket : waiting) {
			socket.close();
		}
		Awaitility.await().atMost(TIMEOUT).until(() -> countWaitingCallers() == 0);
		ResourceFootprint.awaitNoLeaks(before, systemPair);
	}

	private static double countWaitingCallers() {
		return ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_waiting_callers");
	}

	private static List<Socket> openSockets(int count, String call) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), systemPair.systemA().port());
			socket.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
			sockets.add(socket);
		}
		return sockets;
	}

}
