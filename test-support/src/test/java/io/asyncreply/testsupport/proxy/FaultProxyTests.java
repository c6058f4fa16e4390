package io.asyncreply.testsupport.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests the proxy between two sockets of the test.
 */
class FaultProxyTests {

	private static final int SHORT_WAIT_MILLIS = 300;

	private ServerSocket upstream;

	private FaultProxy proxy;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.proxy = FaultProxy.to(this.upstream.getLocalPort());
		this.client = openClient();
		this.server = this.upstream.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.proxy.close();
		this.client.close();
		this.server.close();
		this.upstream.close();
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().startsWith("fault-proxy")));
		assertThat(this.proxy.connectionCount()).isZero();
	}

	@Test
	void forwardsAllBytesInBothDirections() throws IOException {
		byte[] payload = random(300_000);
		Thread sender = new Thread(() -> send(this.client, payload));
		sender.start();
		assertThat(this.server.getInputStream().readNBytes(payload.length)).isEqualTo(payload);
		assertThat(sendAndReceive(this.server, this.client, "back")).isEqualTo("back");
	}

	@Test
	void closesOtherSideWhenOneSideCloses() throws IOException {
		this.client.close();
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
		await().until(() -> this.proxy.connectionCount() == 0);
	}

	@Test
	void forwardsHeldBytesAfterHeal() throws IOException {
		this.proxy.shape(TrafficDirection.TO_CLIENT, TrafficShaping.BLACK_HOLE);
		assertThat(sendAndReceive(this.client, this.server, "there")).isEqualTo("there");
		send(this.server, "back".getBytes(US_ASCII));
		assertNothingArrives(this.client);
		this.proxy.heal();
		assertThat(this.client.getInputStream().readNBytes(4)).asString(US_ASCII).isEqualTo("back");
	}

	@Test
	void acceptsConnectionsInBlackHole() throws IOException {
		this.proxy.shape(TrafficShaping.BLACK_HOLE);
		try (Socket another = openClient(); Socket accepted = this.upstream.accept()) {
			send(another, "lost".getBytes(US_ASCII));
			assertNothingArrives(accepted);
		}
	}

	@Test
	void resetsBothSides() throws IOException {
		this.proxy.reset();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.server.getInputStream().read());
		try (Socket another = openClient(); Socket accepted = this.upstream.accept()) {
			assertThat(sendAndReceive(another, accepted, "again")).isEqualTo("again");
		}
	}

	@Test
	void repeatsResetsUntilHeal() throws IOException {
		this.proxy.resetEvery(Duration.ofMillis(20));
		for (int connection = 0; connection < 3; connection++) {
			Socket another = openClient();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> another.getInputStream().read());
		}
		this.proxy.heal();
		for (int connection = 0; connection < 3; connection++) {
			this.upstream.accept().close();
		}
		try (Socket another = openClient(); Socket accepted = this.upstream.accept()) {
			assertThat(sendAndReceive(another, accepted, "again")).isEqualTo("again");
		}
	}

	@Test
	void resetsOnceAfterGivenNumberOfBytes() throws IOException {
		this.proxy.resetAfter(TrafficDirection.TO_SERVER, 4);
		send(this.client, "cut off".getBytes(US_ASCII));
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		try (Socket another = openClient(); Socket accepted = this.upstream.accept()) {
			assertThat(sendAndReceive(another, accepted, "not cut")).isEqualTo("not cut");
		}
	}

	@Test
	void resetsOnceBeforeGivenText() throws IOException {
		this.proxy.resetBefore(TrafficDirection.TO_CLIENT, "COMMIT");
		assertThat(sendAndReceive(this.client, this.server, "COMMIT")).isEqualTo("COMMIT");
		assertThat(sendAndReceive(this.server, this.client, "BEGIN")).isEqualTo("BEGIN");
		send(this.server, "a COMMIT".getBytes(US_ASCII));
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		try (Socket another = openClient(); Socket accepted = this.upstream.accept()) {
			assertThat(sendAndReceive(accepted, another, "COMMIT")).isEqualTo("COMMIT");
		}
	}

	@Test
	void forgetsResetsAfterHeal() throws IOException {
		this.proxy.resetAfter(TrafficDirection.TO_SERVER, 4);
		this.proxy.resetBefore(TrafficDirection.TO_CLIENT, "COMMIT");
		this.proxy.heal();
		assertThat(sendAndReceive(this.client, this.server, "not cut")).isEqualTo("not cut");
		assertThat(sendAndReceive(this.server, this.client, "COMMIT")).isEqualTo("COMMIT");
	}

	@Test
	void refusesConnectionsUntilHeal() throws IOException {
		this.proxy.refuseConnections();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::openClient);
		this.proxy.heal();
		try (Socket another = openClient(); Socket accepted = this.upstream.accept()) {
			assertThat(sendAndReceive(another, accepted, "again")).isEqualTo("again");
		}
	}

	@Test
	void deliversSlicedBytesCompletely() throws IOException {
		this.proxy.shape(TrafficShaping.sliced(7));
		assertThat(sendAndReceive(this.client, this.server, "a".repeat(1_000))).isEqualTo("a".repeat(1_000));
	}

	@Test
	void delaysBytesAndLimitsTheirRate() throws IOException {
		this.proxy.shape(TrafficShaping.delayed(Duration.ofMillis(SHORT_WAIT_MILLIS), Duration.ofMillis(10)));
		long start = System.nanoTime();
		assertThat(sendAndReceive(this.client, this.server, "late")).isEqualTo("late");
		assertThat(elapsedMillis(start)).isGreaterThanOrEqualTo(SHORT_WAIT_MILLIS);
		this.proxy.shape(TrafficShaping.rateLimited(10_000));
		start = System.nanoTime();
		assertThat(sendAndReceive(this.client, this.server, "a".repeat(5_000))).hasSize(5_000);
		assertThat(elapsedMillis(start)).isGreaterThanOrEqualTo(SHORT_WAIT_MILLIS);
	}

	private Socket openClient() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
	}

	private static String sendAndReceive(Socket from, Socket to, String text) throws IOException {
		send(from, text.getBytes(US_ASCII));
		return new String(to.getInputStream().readNBytes(text.length()), US_ASCII);
	}

	private static void send(Socket socket, byte[] bytes) {
		try {
			socket.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			throw new IllegalStateException(Arrays.toString(bytes), ex);
		}
	}

	private static void assertNothingArrives(Socket socket) throws IOException {
		socket.setSoTimeout(SHORT_WAIT_MILLIS);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
		socket.setSoTimeout(0);
	}

	private static long elapsedMillis(long start) {
		return (System.nanoTime() - start) / 1_000_000;
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		ThreadLocalRandom.current().nextBytes(bytes);
		return bytes;
	}

}
