package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ResourceFootprint;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.RawHttpClient;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests slow clients and clients that disconnect while they wait.
 */
@Tag("extended")
class ClientFaultsIT extends AbstractSystemPairIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@SuppressWarnings("NullAway.Init") // opened before each test
	private RawHttpClient rawHttpClient;

	@Override
	protected SystemPairSpec spec() {
		return SystemPairSpec.of("client-faults", TestBroker.shared())
			.systemA((launcher) -> launcher.arguments("--asyncreply.requests.max-wait=5s"));
	}

	@Override
	protected void check() {
		InvariantChecker.checkAllSucceeded(this.systemPair);
	}

	@BeforeEach
	void openClient() {
		this.rawHttpClient = new RawHttpClient(this.systemPair.systemA().port());
	}

	@AfterEach
	void closeClient() {
		this.rawHttpClient.close();
	}

	@Test
	void servesOthersWhileThousandClientsNeverFinishTheirHeaders() throws IOException {
		List<Socket> slow = send(1_000, "POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
		JsonResponse response = this.systemPair.client()
			.submitAndWait(RequestSubmission.text("beside slow clients"), Duration.ofSeconds(5));
		assertThat(response.state()).isEqualTo("SUCCEEDED");
		for (Socket socket : slow) {
			assertThat(socket.getInputStream().readAllBytes()).as("response").isNotNull();
		}
	}

	@Test
	void releasesResourcesOfClientsThatDisconnectWhileWaiting() throws IOException {
		JsonResponse accepted = this.systemPair.client()
			.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(10)));
		ResourceFootprint before = ResourceFootprint.of(this.systemPair);
		String call = "GET /v1/requests/" + accepted.id() + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n";
		send(500, call);
		Awaitility.await().atMost(TIMEOUT).until(() -> countWaitingCallers() >= 500);
		this.rawHttpClient.close();
		Awaitility.await().atMost(TIMEOUT).until(() -> countWaitingCallers() == 0);
		ResourceFootprint.awaitNoLeaks(before, this.systemPair);
	}

	private double countWaitingCallers() {
		return ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_waiting_callers");
	}

	private List<Socket> send(int count, String call) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			sockets.add(this.rawHttpClient.send(call));
		}
		return sockets;
	}

}
