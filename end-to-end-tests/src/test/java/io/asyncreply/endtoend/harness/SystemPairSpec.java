package io.asyncreply.endtoend.harness;

import java.util.function.Consumer;

import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.proxy.FaultProxy;
import io.asyncreply.testsupport.server.TestPostgres;

/**
 * What a {@link SystemPair} is started with. Left alone: SQLite, the broker without a
 * proxy between, and the settings that the systems are delivered with.
 *
 * @param name names its folder
 * @param broker where it gets a virtual host
 * @param ownsBroker whether the broker ends with the pair
 * @param systemA prepares System A, after everything else
 * @param systemB prepares each System B, after everything else
 */
public record SystemPairSpec(String name, TestBroker broker, boolean ownsBroker, Consumer<SystemLauncher> systemA,
		Consumer<SystemLauncher> systemB) {

	/** Plans a pair on a broker that others use too. */
	public static SystemPairSpec of(String name, TestBroker broker) {
		return new SystemPairSpec(name, broker, false, (launcher) -> {
		}, (launcher) -> {
		});
	}

	/** Plans a pair with a broker of its own, to which anything may be done. */
	public static SystemPairSpec withBroker(String name) {
		SystemPairSpec plan = of(name, TestBroker.start());
		return new SystemPairSpec(plan.name, plan.broker, true, plan.systemA, plan.systemB);
	}

	public SystemPairSpec systemA(Consumer<SystemLauncher> more) {
		return new SystemPairSpec(this.name, this.broker, this.ownsBroker, this.systemA.andThen(more), this.systemB);
	}

	public SystemPairSpec systemB(Consumer<SystemLauncher> more) {
		return new SystemPairSpec(this.name, this.broker, this.ownsBroker, this.systemA, this.systemB.andThen(more));
	}

	/** Keeps the ledger in a database of its own. */
	public SystemPairSpec on(TestPostgres postgres) {
		return on(postgres, postgres.port());
	}

	/** Keeps the ledger in a database of its own, reached through a proxy. */
	public SystemPairSpec on(TestPostgres postgres, FaultProxy proxy) {
		return on(postgres, proxy.port());
	}

	public SystemPairSpec systemABehind(FaultProxy proxy) {
		return systemA((launcher) -> dial(launcher, proxy));
	}

	public SystemPairSpec systemBBehind(FaultProxy proxy) {
		return systemB((launcher) -> dial(launcher, proxy));
	}

	/** Starts both and waits until they are ready. */
	public SystemPair start() {
		return SystemPair.start(this);
	}

	private SystemPairSpec on(TestPostgres postgres, int port) {
		String url = postgres.newDatabase().replace(":" + postgres.port() + "/", ":" + port + "/");
		return systemA((launcher) -> launcher.environment("SPRING_DATASOURCE_URL", url)
			.environment("SPRING_DATASOURCE_USERNAME", postgres.username())
			.environment("SPRING_DATASOURCE_PASSWORD", postgres.password()));
	}

	private static void dial(SystemLauncher launcher, FaultProxy proxy) {
		launcher.environment("RABBITMQ_ADDRESSES", "127.0.0.1:" + proxy.port());
	}

}
