package io.asyncreply.systema.web.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.asyncreply.messaging.DaemonThreadFactory;

/**
 * Ends the output of connections and discards their input until the client closes, for at
 * most 1 s. Closes a connection at once while 256 others are open in this way.
 */
final class LingeringCloser {

	private static final int MAX_CHANNELS = 256;

	private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long INTERVAL_MILLIS = 20;

	private static final int BUFFER_SIZE = 64 * 1024;

	/** Limits the time for one channel per interval. */
	private static final int MAX_READS = 64;

	private final Map<SocketChannel, Long> deadlines = new ConcurrentHashMap<>();

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
			new DaemonThreadFactory("http-close-"));

	private final AtomicBoolean scheduled = new AtomicBoolean();

	/**
	 * Closes a connection in two steps.
	 * @param channel a non-blocking channel
	 * @throws IOException if it cannot be closed
	 */
	void close(SocketChannel channel) throws IOException {
		if (this.deadlines.size() >= MAX_CHANNELS || !endOutput(channel)) {
			channel.close();
			return;
		}
		this.deadlines.put(channel, System.nanoTime() + MAX_NANOS);
		schedule();
	}

	/** Closes all connections. */
	void shutdown() {
		this.executor.shutdownNow();
		this.deadlines.keySet().forEach(LingeringCloser::closeNow);
	}

	private void schedule() {
		if (this.scheduled.compareAndSet(false, true)) {
			try {
				this.executor.schedule(this::discardInputs, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				shutdown();
			}
		}
	}

	private void discardInputs() {
		ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
		long now = System.nanoTime();
		this.deadlines.forEach((channel, deadline) -> {
			if (deadline - now < 0 || isEnded(channel, buffer)) {
				this.deadlines.remove(channel);
				closeNow(channel);
			}
		});
		this.scheduled.set(false);
		if (!this.deadlines.isEmpty()) {
			schedule();
		}
	}

	private static boolean isEnded(SocketChannel channel, ByteBuffer buffer) {
		try {
			int length = 1;
			for (int i = 0; i < MAX_READS && length > 0; i++) {
				length = channel.read(buffer.clear());
			}
			return length < 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** Returns false if the client has closed before. */
	private static boolean endOutput(SocketChannel channel) {
		try {
			channel.shutdownOutput();
			return channel.read(ByteBuffer.allocate(1)) >= 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void closeNow(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// The connection is gone.
		}
	}

}
