package io.asyncreply.benchmarks.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers and broken connections of an HTTP server.
 */
class HttpTransportTests {

	private static final String ANSWER = "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok";

	private final List<String> answers = new ArrayList<>();

	private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());

	private final CallTransport transport = HttpTransport
		.to(new InetSocketAddress(this.server.getInetAddress(), this.server.getLocalPort()))
		.connect(1,
				(caller, answer, length) -> this.answers.add(new String(answer, 0, length, StandardCharsets.US_ASCII)));

	HttpTransportTests() throws IOException {
	}

	@AfterEach
	void close() throws IOException {
		this.transport.close();
		this.server.close();
	}

	@Test
	void reconnectsWhenTheServerClosesAnIdleConnection() throws IOException {
		this.server.accept().close();
		this.transport.receive(1_000_000_000);
		this.transport.send(0, bytes("GET /"));
		answer(this.server.accept(), ANSWER);
		assertThat(receive()).isEqualTo(ANSWER);
	}

	@Test
	void reportsAConnectionThatBreaksBeforeTheAnswerIsComplete() throws IOException {
		this.transport.send(0, bytes("GET /"));
		try (Socket connection = this.server.accept()) {
			answer(connection, ANSWER.substring(0, ANSWER.length() - 1));
		}
		assertThat(receive()).isEmpty();
	}

	@Test
	void readsChunkedAnswersThatArriveInParts() throws IOException {
		this.transport.send(0, bytes("GET /"));
		Socket connection = this.server.accept();
		answer(connection, "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok");
		this.transport.receive(1_000_000_000);
		assertThat(this.answers).isEmpty();
		connection.getOutputStream().write(bytes("\r\n0\r\n\r\n"));
		assertThat(receive()).endsWith("ok\r\n0\r\n\r\n");
	}

	private String receive() throws IOException {
		while (this.answers.isEmpty()) {
			this.transport.receive(1_000_000);
		}
		return this.answers.get(0);
	}

	private static void answer(Socket connection, String answer) throws IOException {
		assertThat(connection.getInputStream().readNBytes(5)).asString().isEqualTo("GET /");
		connection.getOutputStream().write(bytes(answer));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
