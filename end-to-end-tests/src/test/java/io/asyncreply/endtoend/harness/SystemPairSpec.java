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
	public static SystemPairSpec withOwnBroker(String name) {
		SystemPairSpec spec = of(name, TestBroker.start());
		return new SystemPairSpec(spec.name, spec.broker, true, spec.systemA, spec.systemB);
	}

	public SystemPairSpec systemA(Consumer<SystemLauncher> customizer) {
		return new SystemPairSpec(this.name, this.broker, this.ownsBroker, this.systemA.andThen(customizer),
				this.systemB);
	}

	public SystemPairSpec systemB(Consumer<SystemLauncher> customizer) {
		return new SystemPairSpec(this.name, this.broker, this.ownsBroker, this.systemA,
				this.systemB.andThen(customizer));
	}

	/** Keeps the ledger in a database of its own. */
	public SystemPairSpec withPostgres(TestPostgres postgres) {
		return withPostgres(postgres, postgres.port());
	}

	/** Keeps the ledger in a database of its own, reached through a proxy. */
	public SystemPairSpec withPostgres(TestPostgres postgres, FaultProxy proxy) {
		return withPostgres(postgres, proxy.port());
	}

	public SystemPairSpec withSystemAProxy(FaultProxy proxy) {
		return systemA((launcher) -> connectThrough(launcher, proxy));
	}

	public SystemPairSpec withSystemBProxy(FaultProxy proxy) {
		return systemB((launcher) -> connectThrough(launcher, proxy));
	}

	/** Starts both and waits until they are ready. */
	public SystemPair start() {
		return SystemPair.start(this);
	}

	private SystemPairSpec withPostgres(TestPostgres postgres, int port) {
		String url = postgres.newDatabase().replace(":" + postgres.port() + "/", ":" + port + "/");
		return systemA((launcher) -> launcher.environment("SPRING_DATASOURCE_URL", url)
			.environment("SPRING_DATASOURCE_USERNAME", postgres.username())
			.environment("SPRING_DATASOURCE_PASSWORD", postgres.password()));
	}

	private static void connectThrough(SystemLauncher launcher, FaultProxy proxy) {
		launcher.environment("RABBITMQ_ADDRESSES", "127.0.0.1:" + proxy.port());
	}

}
