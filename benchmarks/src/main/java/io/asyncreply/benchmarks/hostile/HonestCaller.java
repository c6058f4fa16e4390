package io.asyncreply.benchmarks.hostile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.asyncreply.benchmarks.measure.AnswerRecorder;

/**
 * Calls a server at a fixed rate from one address, and measures each call from the time
 * when it was due.
 */
public final class HonestCaller {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final InetSocketAddress server;

	private final InetAddress peer;

	private final byte[] call;

	private final Deque<Socket> idle = new ConcurrentLinkedDeque<>();

	/**
	 * Creates a caller.
	 * @param peer local address
	 * @param call the head and the body, as ASCII
	 * @throws IOException if the address is none of this machine
	 */
	public HonestCaller(InetSocketAddress server, String peer, String call) throws IOException {
		this.server = server;
		this.peer = InetAddress.getByName(peer);
		this.call = call.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Calls for some time.
	 * @param rate calls per second
	 * @return the time of each answer with status 200, and the number of all other calls,
	 * also of those without an answer 20 s after the last call
	 */
	public AnswerRecorder run(int rate, Duration duration) throws InterruptedException {
		AnswerRecorder recorder = new AnswerRecorder();
		ExecutorService threads = Executors.newCachedThreadPool();
		long start = System.nanoTime();
		long calls = rate * duration.toSeconds();
		for (long number = 0; number < calls; number++) {
			long due = start + number * TimeUnit.SECONDS.toNanos(1) / rate;
			TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
			threads.execute(() -> call(due, recorder));
		}
		threads.shutdown();
		threads.awaitTermination(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
		for (long open = calls - recorder.answers() - recorder.errors(); open > 0; open--) {
			recorder.recordError();
		}
		return recorder;
	}

	private void call(long due, AnswerRecorder recorder) {
		Socket socket = Objects.requireNonNullElseGet(this.idle.poll(), Socket::new);
		try {
			if (!socket.isConnected()) {
				connect(socket);
			}
			socket.getOutputStream().write(this.call);
			if (readAnswer(new BufferedInputStream(socket.getInputStream()))) {
				this.idle.push(socket);
			}
			else {
				socket.close();
			}
			recorder.recordAnswer(System.nanoTime() - due);
		}
		catch (IOException | RuntimeException ex) {
			System.err.println("A call from " + this.peer + " failed: " + ex);
			recorder.recordError();
			close(socket);
		}
	}

	private void connect(Socket socket) throws IOException {
		socket.bind(new InetSocketAddress(this.peer, 0));
		socket.setSoTimeout(TIMEOUT_MILLIS);
		socket.setTcpNoDelay(true);
		socket.connect(this.server, TIMEOUT_MILLIS);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// nothing is left to close
		}
	}

	/**
	 * Reads an answer to its end, and returns whether the connection can be used again.
	 * @throws IOException if the status is not 200, or the answer is not complete
	 */
	private static boolean readAnswer(InputStream in) throws IOException {
		StringBuilder text = new StringBuilder();
		while (text.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The connection was closed");
			}
			text.append((char) next);
		}
		String head = text.toString().toLowerCase(Locale.ROOT);
		if (!head.startsWith("http/1.1 200")) {
			throw new IOException(head.substring(0, head.indexOf('\r')));
		}
		if (head.contains("\r\nconnection: close")) {
			in.readAllBytes();
			return false;
		}
		int length = head.indexOf("content-length: ") + "content-length: ".length();
		in.skipNBytes(Long.parseLong(head.substring(length, head.indexOf('\r', length))));
		return true;
	}

}
