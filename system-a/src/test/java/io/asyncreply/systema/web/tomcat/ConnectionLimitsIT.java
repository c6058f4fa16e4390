package io.asyncreply.systema.web.tomcat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.TomcatWebServer;

import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections of a System A that allows eight: their peers, their heads and their ends.
 */
class ConnectionLimitsIT {

	private static final String CALL = "GET /v1/operations HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private static SystemAWithoutBroker systemA;

	private final List<Socket> sockets = new ArrayList<>();

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "server.tomcat.max-connections=8",
				"server.tomcat.connection-timeout=1s");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@AfterEach
	void closeSockets() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		await().until(() -> openConnections() == 0);
	}

	@Test
	void leavesConnectionsToOtherPeers() throws IOException {
		for (int i = 0; i < 6; i++) {
			open();
		}
		await().until(() -> openConnections() == 6);
		assertThat(responseOrNothing(open())).isEmpty();
		try (Socket other = new Socket()) {
			other.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
			other.connect(open().getRemoteSocketAddress());
			assertThat(responseOrNothing(other)).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void closesConnectionAfterCallWhileMostAreOpen() throws IOException {
		for (int i = 0; i < 5; i++) {
			open();
		}
		await().until(() -> openConnections() == 5);
		assertThat(responseOrNothing(open())).startsWith("HTTP/1.1 200 ").contains("Connection: close");
	}

	/** As a client that opens hundreds of connections at once. */
	@Test
	@Tag("extended")
	void answersFirstCallAfterPause(@TempDir Path folder) throws IOException {
		try (SystemAWithoutBroker patient = SystemAWithoutBroker.start(folder); Socket socket = patient.openSocket()) {
			await().during(Duration.ofSeconds(9))
				.atMost(Duration.ofSeconds(30))
				.until(() -> socket.getInputStream().available() == 0);
			assertThat(responseOrNothing(socket)).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void disconnectsClientThatTakesTooLongForItsHead() throws IOException {
		Socket socket = open();
		socket.getOutputStream().write("GET /v1/operations HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
		await().pollInterval(Duration.ofMillis(200)).until(() -> isDisconnectedAfterByte(socket));
	}

	@Test
	void letsClientReadAnswerAfterUnreadBody() throws IOException {
		Socket socket = open();
		OutputStream out = socket.getOutputStream();
		out.write(("POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 10000000\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		out.write(new byte[10_000_000]);
		assertProblem(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 415);
	}

	private static boolean isDisconnectedAfterByte(Socket socket) throws IOException {
		try {
			socket.getOutputStream().write('x');
			socket.setSoTimeout(1);
			return socket.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	/** Returns nothing if the server has closed or reset the connection. */
	private static String responseOrNothing(Socket socket) throws IOException {
		try {
			socket.getOutputStream()
				.write(CALL.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (SocketException ex) {
			return "";
		}
	}

	private Socket open() throws IOException {
		Socket socket = systemA.openSocket();
		this.sockets.add(socket);
		return socket;
	}

	/** Tomcat also counts the connection that it waits for. */
	private static long openConnections() {
		return ((LowMemoryHttp11Protocol) ((TomcatWebServer) systemA.webServer()).getTomcat()
			.getConnector()
			.getProtocolHandler()).getConnectionCount() - 1;
	}

}
