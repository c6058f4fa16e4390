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
 * The proxy between a client and a server that are sockets of the test itself.
 */
class FaultProxyTests {

	private static final int A_MOMENT = 300;

	private ServerSocket listener;

	private FaultProxy proxy;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.proxy = FaultProxy.to(this.listener.getLocalPort());
		this.client = dial();
		this.server = this.listener.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.proxy.close();
		this.client.close();
		this.server.close();
		this.listener.close();
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().startsWith("fault-proxy")));
		assertThat(this.proxy.connections()).isZero();
	}

	@Test
	void everythingPassesInBothDirections() throws IOException {
		byte[] much = random(300_000);
		Thread sender = new Thread(() -> send(this.client, much));
		sender.start();
		assertThat(this.server.getInputStream().readNBytes(much.length)).isEqualTo(much);
		assertThat(exchange(this.server, this.client, "back")).isEqualTo("back");
	}

	@Test
	void endOfOneSideIsTheEndOfTheOther() throws IOException {
		this.client.close();
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
		await().until(() -> this.proxy.connections() == 0);
	}

	@Test
	void whatIsStoppedIsKeptAndPassesAfterTheHeal() throws IOException {
		this.proxy.let(TrafficDirection.TO_CLIENT, TrafficShaping.STOPPED);
		assertThat(exchange(this.client, this.server, "there")).isEqualTo("there");
		send(this.server, "back".getBytes(US_ASCII));
		assertNothingArrives(this.client);
		this.proxy.heal();
		assertThat(this.client.getInputStream().readNBytes(4)).asString(US_ASCII).isEqualTo("back");
	}

	@Test
	void blackHoleAcceptsConnectionsToo() throws IOException {
		this.proxy.let(TrafficShaping.STOPPED);
		try (Socket another = dial(); Socket accepted = this.listener.accept()) {
			send(another, "lost".getBytes(US_ASCII));
			assertNothingArrives(accepted);
		}
	}

	@Test
	void resetIsSeenByBothSides() throws IOException {
		this.proxy.reset();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.server.getInputStream().read());
		try (Socket another = dial(); Socket accepted = this.listener.accept()) {
			assertThat(exchange(another, accepted, "again")).isEqualTo("again");
		}
	}

	@Test
	void resetsGoOnUntilTheHeal() throws IOException {
		this.proxy.resetEvery(Duration.ofMillis(20));
		for (int connection = 0; connection < 3; connection++) {
			Socket another = dial();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> another.getInputStream().read());
		}
		this.proxy.heal();
		for (int connection = 0; connection < 3; connection++) {
			this.listener.accept().close();
		}
		try (Socket another = dial(); Socket accepted = this.listener.accept()) {
			assertThat(exchange(another, accepted, "again")).isEqualTo("again");
		}
	}

	@Test
	void connectionIsCutAfterSoManyBytesOnce() throws IOException {
		this.proxy.cutAfter(TrafficDirection.TO_SERVER, 4);
		send(this.client, "cut off".getBytes(US_ASCII));
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		try (Socket another = dial(); Socket accepted = this.listener.accept()) {
			assertThat(exchange(another, accepted, "not cut")).isEqualTo("not cut");
		}
	}

	@Test
	void refusedConnectionsAreAcceptedAfterTheHeal() throws IOException {
		this.proxy.refuse();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::dial);
		this.proxy.heal();
		try (Socket another = dial(); Socket accepted = this.listener.accept()) {
			assertThat(exchange(another, accepted, "again")).isEqualTo("again");
		}
	}

	@Test
	void sliversArriveWhole() throws IOException {
		this.proxy.let(TrafficShaping.sliced(7));
		assertThat(exchange(this.client, this.server, "a".repeat(1_000))).isEqualTo("a".repeat(1_000));
	}

	@Test
	void delayAndThinLinesTakeTheirTime() throws IOException {
		this.proxy.let(TrafficShaping.delayed(Duration.ofMillis(A_MOMENT), Duration.ofMillis(10)));
		long start = System.nanoTime();
		assertThat(exchange(this.client, this.server, "late")).isEqualTo("late");
		assertThat(elapsedMillis(start)).isGreaterThanOrEqualTo(A_MOMENT);
		this.proxy.let(TrafficShaping.limited(10_000));
		start = System.nanoTime();
		assertThat(exchange(this.client, this.server, "a".repeat(5_000))).hasSize(5_000);
		assertThat(elapsedMillis(start)).isGreaterThanOrEqualTo(A_MOMENT);
	}

	private Socket dial() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
	}

	private static String exchange(Socket from, Socket to, String text) throws IOException {
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
		socket.setSoTimeout(A_MOMENT);
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
