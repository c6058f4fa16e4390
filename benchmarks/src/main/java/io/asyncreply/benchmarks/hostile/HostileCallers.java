package io.asyncreply.benchmarks.hostile;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Many hostile connections of all kinds, from a few addresses. One thread drives them.
 */
public final class HostileCallers {

	private static final int PEERS = 3;

	private static final long TURN_MILLIS = 500;

	private final List<HostileConnection> connections = new ArrayList<>();

	private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor();

	/**
	 * Starts the attack.
	 * @param server System A
	 * @param connections number of connections; each kind has as many as another
	 * @param path of a request with a large result
	 * @param kinds the kinds of attacks, separated by commas, or {@code all}
	 * @throws IllegalArgumentException if there is no such kind
	 */
	public HostileCallers(InetSocketAddress server, int connections, String path, String kinds) {
		List<AttackKind> chosen = AttackKind.parse(kinds);
		for (int connection = 0; connection < connections; connection++) {
			this.connections.add(new HostileConnection(chosen.get(connection % chosen.size()), server,
					"127.0.0." + (1 + connection % PEERS), path));
		}
		this.turns.scheduleWithFixedDelay(() -> this.connections.forEach(HostileConnection::turn), 0, TURN_MILLIS,
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Closes all connections.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void stop() throws InterruptedException {
		this.turns.shutdown();
		this.turns.awaitTermination(1, TimeUnit.MINUTES);
		System.err.println("The hostile callers connected "
				+ this.connections.stream().mapToLong(HostileConnection::connects).sum() + " times.");
		this.connections.forEach(HostileConnection::close);
	}

}
