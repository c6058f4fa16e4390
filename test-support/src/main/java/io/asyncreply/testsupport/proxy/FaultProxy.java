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
 * A TCP proxy that simulates a faulty network. It listens on a port of its own and relays
 * to a server on this machine. Its faults can change at any time.
 */
public final class FaultProxy implements AutoCloseable {

	private final int port = FreePorts.next();

	private final int targetPort;

	private final TrafficState trafficState = new TrafficState();

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	/** Held while a connection is opened, so that a reset does not miss it. */
	private final Object connectionLock = new Object();

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private @Nullable Future<?> resetTask;

	private @Nullable ProxyServer proxyServer;

	private FaultProxy(int targetPort) {
		this.targetPort = targetPort;
		this.proxyServer = ProxyServer.open(this.port, this::connect);
	}

	/**
	 * Starts a proxy to a port of the loopback address, without a fault.
	 */
	public static FaultProxy to(int targetPort) {
		return new FaultProxy(targetPort);
	}

	public int port() {
		return this.port;
	}

	/** Returns the number of open connections. */
	public int connectionCount() {
		return this.connections.size();
	}

	/** Shapes the traffic in both directions, of existing and new connections. */
	public void shape(TrafficShaping trafficShaping) {
		for (TrafficDirection trafficDirection : TrafficDirection.values()) {
			shape(trafficDirection, trafficShaping);
		}
	}

	/** Shapes the traffic in one direction, of existing and new connections. */
	public void shape(TrafficDirection trafficDirection, TrafficShaping trafficShaping) {
		this.trafficState.setShaping(trafficDirection, trafficShaping);
	}

	/** Resets all connections once a number of bytes has passed in one direction. */
	public void resetAfter(TrafficDirection trafficDirection, long bytes) {
		this.trafficState.setByteLimit(trafficDirection, bytes);
	}

	/**
	 * Resets all connections once, instead of relaying bytes that contain a text in one
	 * direction. The text must arrive in one piece, as a short answer does.
	 */
	public void resetBefore(TrafficDirection trafficDirection, String text) {
		this.trafficState.setResetText(trafficDirection, text);
	}

	/** Resets all connections, possibly in the middle of a frame. */
	public void reset() {
		synchronized (this.connectionLock) {
			this.connections.forEach(ProxiedConnection::reset);
		}
	}

	/** Resets all connections repeatedly. */
	public synchronized void resetEvery(Duration interval) {
		cancelResets();
		this.resetTask = this.scheduler.scheduleAtFixedRate(this::reset, interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	/** Resets all connections and refuses new ones. */
	public synchronized void refuseConnections() {
		if (this.proxyServer != null) {
			this.proxyServer.close();
			this.proxyServer = null;
		}
		reset();
	}

	/** Ends all faults and relays the held bytes. */
	public synchronized void heal() {
		cancelResets();
		if (this.proxyServer == null) {
			this.proxyServer = ProxyServer.open(this.port, this::connect);
		}
		this.trafficState.clearResets();
		shape(TrafficShaping.UNRESTRICTED);
	}

	/** Refuses connections, and waits until all threads have ended. */
	@Override
	public void close() {
		List<ProxiedConnection> openConnections = List.copyOf(this.connections);
		refuseConnections();
		cancelResets();
		this.scheduler.shutdown();
		try {
			for (ProxiedConnection connection : openConnections) {
				connection.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void remove(ProxiedConnection connection) {
		this.connections.remove(connection);
	}

	private void connect(Socket client) {
		try {
			client.setTcpNoDelay(true);
			synchronized (this.connectionLock) {
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.targetPort);
				server.setTcpNoDelay(true);
				ProxiedConnection connection = new ProxiedConnection(this, this.trafficState, client, server);
				this.connections.add(connection);
				connection.start();
			}
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private synchronized void cancelResets() {
		if (this.resetTask != null) {
			this.resetTask.cancel(false);
			this.resetTask = null;
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
