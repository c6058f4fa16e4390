package io.asyncreply.endtoend.harness;

import java.util.function.Consumer;

import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.proxy.FaultProxy;
import io.asyncreply.testsupport.server.TestPostgres;

/**
 * The configuration of a {@link SystemPair}. The default is SQLite, a direct connection
 * to the broker, and the settings of the jars.
 *
 * @param name the name of the pair's folder
 * @param broker the broker, on which the pair gets a virtual host
 * @param ownsBroker whether the broker is closed with the pair
 * @param systemA customizes the launcher of System A
 * @param systemB customizes the launcher of each System B
 */
public record SystemPairSpec(String name, TestBroker broker, boolean ownsBroker, Consumer<SystemLauncher> systemA,
		Consumer<SystemLauncher> systemB) {

	/** Configures a pair on a shared broker. */
	public static SystemPairSpec of(String name, TestBroker broker) {
		return new SystemPairSpec(name, broker, false, (launcher) -> {
		}, (launcher) -> {
		});
	}

	/** Configures a pair with a broker of its own, which the test may kill. */
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

	/** Puts the ledger into a new PostgreSQL database. */
	public SystemPairSpec withPostgres(TestPostgres postgres) {
		return withPostgres(postgres, postgres.port());
	}

	/** Puts the ledger into a new PostgreSQL database behind a proxy. */
	public SystemPairSpec withPostgres(TestPostgres postgres, FaultProxy proxy) {
		return withPostgres(postgres, proxy.port());
	}

	public SystemPairSpec withSystemAProxy(FaultProxy proxy) {
		return systemA((launcher) -> connectThrough(launcher, proxy));
	}

	public SystemPairSpec withSystemBProxy(FaultProxy proxy) {
		return systemB((launcher) -> connectThrough(launcher, proxy));
	}

	/** Starts both systems and waits until they are ready. */
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
