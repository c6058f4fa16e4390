package io.asyncreply.endtoend.soak;

import java.util.function.Consumer;

import io.asyncreply.endtoend.harness.SystemPair;

/**
 * What may happen to a pair at any moment, and what ends it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
enum InjectedFault {

	/** Signal 9 for System A. */
	KILL_SYSTEM_A((systemPair) -> systemPair.systemA().kill(), SystemPair::launchSystemA),

	/** System A stands still. */
	PAUSE_SYSTEM_A((systemPair) -> systemPair.systemA().pause(), (systemPair) -> systemPair.systemA().resume()),

	/** Signal 9 for System B. */
	KILL_SYSTEM_B((systemPair) -> systemPair.systemB().kill(), SystemPair::launchSystemB),

	/** System B stands still. */
	PAUSE_SYSTEM_B((systemPair) -> systemPair.systemB().pause(), (systemPair) -> systemPair.systemB().resume()),

	/** System B ends in good order. */
	TERMINATE_SYSTEM_B((systemPair) -> systemPair.systemB().terminate(), SystemPair::launchSystemB),

	/** Signal 9 for the broker. */
	KILL_BROKER((systemPair) -> systemPair.broker().kill(), (systemPair) -> systemPair.broker().restart()),

	/** The broker stands still. */
	PAUSE_BROKER((systemPair) -> systemPair.broker().pause(), (systemPair) -> systemPair.broker().resume()),

	/** The broker closes every connection. */
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

	/** Ends the fault, without waiting until everything is as before. */
	void recover(SystemPair systemPair) {
		this.recovery.accept(systemPair);
	}

}
