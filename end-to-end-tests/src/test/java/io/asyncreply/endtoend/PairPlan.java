package io.asyncreply.endtoend;

import java.util.function.Consumer;

import io.asyncreply.testsupport.FaultProxy;
import io.asyncreply.testsupport.SystemLauncher;
import io.asyncreply.testsupport.TestBroker;
import io.asyncreply.testsupport.TestPostgres;

/**
 * What a {@link Pair} is started with. Left alone: SQLite, the broker without a proxy
 * between, and the settings that the systems are delivered with.
 *
 * @param name names its folder
 * @param broker where it gets a virtual host
 * @param ownsBroker whether the broker ends with the pair
 * @param systemA prepares System A, after everything else
 * @param systemB prepares each System B, after everything else
 */
record PairPlan(String name, TestBroker broker, boolean ownsBroker, Consumer<SystemLauncher> systemA,
		Consumer<SystemLauncher> systemB) {

	/** Plans a pair on a broker that others use too. */
	static PairPlan of(String name, TestBroker broker) {
		return new PairPlan(name, broker, false, (launcher) -> {
		}, (launcher) -> {
		});
	}

	/** Plans a pair with a broker of its own, to which anything may be done. */
	static PairPlan withBroker(String name) {
		PairPlan plan = of(name, TestBroker.start());
		return new PairPlan(plan.name, plan.broker, true, plan.systemA, plan.systemB);
	}

	PairPlan systemA(Consumer<SystemLauncher> more) {
		return new PairPlan(this.name, this.broker, this.ownsBroker, this.systemA.andThen(more), this.systemB);
	}

	PairPlan systemB(Consumer<SystemLauncher> more) {
		return new PairPlan(this.name, this.broker, this.ownsBroker, this.systemA, this.systemB.andThen(more));
	}

	/** Keeps the ledger in a database of its own. */
	PairPlan on(TestPostgres postgres) {
		return on(postgres, postgres.port());
	}

	/** Keeps the ledger in a database of its own, reached through a proxy. */
	PairPlan on(TestPostgres postgres, FaultProxy proxy) {
		return on(postgres, proxy.port());
	}

	PairPlan systemABehind(FaultProxy proxy) {
		return systemA((launcher) -> dial(launcher, proxy));
	}

	PairPlan systemBBehind(FaultProxy proxy) {
		return systemB((launcher) -> dial(launcher, proxy));
	}

	/** Starts both and waits until they are ready. */
	Pair start() {
		return Pair.start(this);
	}

	private PairPlan on(TestPostgres postgres, int port) {
		String url = postgres.newDatabase().replace(":" + postgres.port() + "/", ":" + port + "/");
		return systemA((launcher) -> launcher.environment("SPRING_DATASOURCE_URL", url)
			.environment("SPRING_DATASOURCE_USERNAME", postgres.username())
			.environment("SPRING_DATASOURCE_PASSWORD", postgres.password()));
	}

	private static void dial(SystemLauncher launcher, FaultProxy proxy) {
		launcher.environment("RABBITMQ_ADDRESSES", "127.0.0.1:" + proxy.port());
	}

}
