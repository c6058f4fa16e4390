package io.asyncreply.endtoend.soak;

import java.util.function.Consumer;

import io.asyncreply.endtoend.harness.SystemPair;

/**
 * What may happen to a pair at any moment, and what ends it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
enum InjectedFault {

	/** Signal 9 for System A. */
	KILL_OF_SYSTEM_A((pair) -> pair.systemA().kill(), SystemPair::launchSystemA),

	/** System A stands still. */
	PAUSE_OF_SYSTEM_A((pair) -> pair.systemA().pause(), (pair) -> pair.systemA().resume()),

	/** Signal 9 for System B. */
	KILL_OF_SYSTEM_B((pair) -> pair.systemB().kill(), SystemPair::launchSystemB),

	/** System B stands still. */
	PAUSE_OF_SYSTEM_B((pair) -> pair.systemB().pause(), (pair) -> pair.systemB().resume()),

	/** System B ends in good order. */
	END_OF_SYSTEM_B((pair) -> pair.systemB().terminate(), SystemPair::launchSystemB),

	/** Signal 9 for the broker. */
	KILL_OF_BROKER((pair) -> pair.broker().kill(), (pair) -> pair.broker().restart()),

	/** The broker stands still. */
	PAUSE_OF_BROKER((pair) -> pair.broker().pause(), (pair) -> pair.broker().resume()),

	/** The broker closes every connection. */
	LOSS_OF_CONNECTIONS((pair) -> pair.broker().ctl("close_all_connections", "--global", "fault"), (pair) -> {
	});

	private final Consumer<SystemPair> strike;

	private final Consumer<SystemPair> recovery;

	InjectedFault(Consumer<SystemPair> strike, Consumer<SystemPair> recovery) {
		this.strike = strike;
		this.recovery = recovery;
	}

	void strike(SystemPair pair) {
		this.strike.accept(pair);
	}

	/** Ends the fault, without waiting until everything is as before. */
	void recover(SystemPair pair) {
		this.recovery.accept(pair);
	}

}
