package io.asyncreply.testsupport.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.asyncreply.testsupport.process.FreePorts;
import org.jspecify.annotations.Nullable;

/**
 * A bad network on demand: listens on a port of its own before a server on this machine
 * and lets bytes pass as told, which may change at any moment.
 */
public final class FaultProxy implements AutoCloseable {

	private final int port = FreePorts.next();

	private final int target;

	private final TrafficState flows = new TrafficState();

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	/** Held while a connection is made, so that none escapes a reset. */
	private final Object making = new Object();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private @Nullable Future<?> resets;

	private @Nullable ProxyServer listener;

	private FaultProxy(int target) {
		this.target = target;
		this.listener = ProxyServer.open(this.port, this::connect);
	}

	/**
	 * Opens a way to a port of the loopback address; bytes pass freely until told
	 * otherwise.
	 */
	public static FaultProxy to(int target) {
		return new FaultProxy(target);
	}

	public int port() {
		return this.port;
	}

	/** How many connections are open. */
	public int connections() {
		return this.connections.size();
	}

	/** Changes how bytes pass in both directions, for connections old and new. */
	public void let(TrafficShaping flow) {
		for (TrafficDirection direction : TrafficDirection.values()) {
			let(direction, flow);
		}
	}

	/** Changes how bytes pass in one direction: half-open, if they do not. */
	public void let(TrafficDirection direction, TrafficShaping flow) {
		this.flows.set(direction, flow);
	}

	/** Resets all connections once so many bytes more have passed in the direction. */
	public void cutAfter(TrafficDirection direction, long bytes) {
		this.flows.limit(direction, bytes);
	}

	/** Resets all connections, maybe in the middle of a frame. */
	public void reset() {
		synchronized (this.making) {
			this.connections.forEach(ProxiedConnection::reset);
		}
	}

	/** Resets all connections again and again. */
	public synchronized void resetEvery(Duration interval) {
		stopResets();
		this.resets = this.clock.scheduleAtFixedRate(this::reset, interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	/** Resets all connections and refuses new ones. */
	public synchronized void refuse() {
		if (this.listener != null) {
			this.listener.close();
			this.listener = null;
		}
		reset();
	}

	/** Ends every fault; what was kept passes now. */
	public synchronized void heal() {
		stopResets();
		if (this.listener == null) {
			this.listener = ProxyServer.open(this.port, this::connect);
		}
		let(TrafficShaping.CLEAR);
	}

	/** Refuses for ever and waits until no thread is left. */
	@Override
	public void close() {
		List<ProxiedConnection> last = List.copyOf(this.connections);
		refuse();
		stopResets();
		this.clock.shutdown();
		try {
			for (ProxiedConnection connection : last) {
				connection.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void forget(ProxiedConnection connection) {
		this.connections.remove(connection);
	}

	private void connect(Socket client) {
		try {
			client.setTcpNoDelay(true);
			synchronized (this.making) {
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				server.setTcpNoDelay(true);
				ProxiedConnection connection = new ProxiedConnection(this, this.flows, client, server);
				this.connections.add(connection);
				connection.start();
			}
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private synchronized void stopResets() {
		if (this.resets != null) {
			this.resets.cancel(false);
			this.resets = null;
		}
	}

	private static void close(Socket client) {
		try {
			client.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
