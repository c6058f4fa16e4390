package io.asyncreply.endtoend.soak;

import java.util.function.Consumer;

import io.asyncreply.endtoend.harness.SystemPair;

/**
 * A fault of a pair, and the recovery from it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
enum InjectedFault {

	/** Kills System A. */
	KILL_SYSTEM_A((systemPair) -> systemPair.systemA().kill(), SystemPair::launchSystemA),

	/** Pauses System A. */
	PAUSE_SYSTEM_A((systemPair) -> systemPair.systemA().pause(), (systemPair) -> systemPair.systemA().resume()),

	/** Kills System B. */
	KILL_SYSTEM_B((systemPair) -> systemPair.systemB().kill(), SystemPair::launchSystemB),

	/** Pauses System B. */
	PAUSE_SYSTEM_B((systemPair) -> systemPair.systemB().pause(), (systemPair) -> systemPair.systemB().resume()),

	/** Shuts System B down. */
	TERMINATE_SYSTEM_B((systemPair) -> systemPair.systemB().terminate(), SystemPair::launchSystemB),

	/** Kills the broker. */
	KILL_BROKER((systemPair) -> systemPair.broker().kill(), (systemPair) -> systemPair.broker().restart()),

	/** Pauses the broker. */
	PAUSE_BROKER((systemPair) -> systemPair.broker().pause(), (systemPair) -> systemPair.broker().resume()),

	/** Has the broker close all connections. */
	CLOSE_CONNECTIONS((systemPair) -> systemPair.broker().rabbitmqctl("close_all_connections", "--global", "fault"),
			(systemPair) -> {
			});

	private final Consumer<SystemPair> injection;

	private final Consumer<SystemPair> recovery;

	InjectedFault(Consumer<SystemPair> injection, Consumer<SystemPair> recovery) {
		this.injection = injection;
		this.recovery = recovery;
	}

	void inject(SystemPair systemPair) {
		this.injection.accept(systemPair);
	}

	/** Ends the fault, without waiting until the pair is ready. */
	void recover(SystemPair systemPair) {
		this.recovery.accept(systemPair);
	}

}
