package io.asyncreply.endtoend;

import java.util.function.Consumer;

/**
 * What may happen to a pair at any moment, and what ends it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
enum Fault {

	/** Signal 9 for System A. */
	KILL_OF_SYSTEM_A((pair) -> pair.systemA().kill(), Pair::launchSystemA),

	/** System A stands still. */
	PAUSE_OF_SYSTEM_A((pair) -> pair.systemA().pause(), (pair) -> pair.systemA().resume()),

	/** Signal 9 for System B. */
	KILL_OF_SYSTEM_B((pair) -> pair.systemB().kill(), Pair::launchSystemB),

	/** System B stands still. */
	PAUSE_OF_SYSTEM_B((pair) -> pair.systemB().pause(), (pair) -> pair.systemB().resume()),

	/** System B ends in good order. */
	END_OF_SYSTEM_B((pair) -> pair.systemB().terminate(), Pair::launchSystemB),

	/** Signal 9 for the broker. */
	KILL_OF_BROKER((pair) -> pair.broker().kill(), (pair) -> pair.broker().restart()),

	/** The broker stands still. */
	PAUSE_OF_BROKER((pair) -> pair.broker().pause(), (pair) -> pair.broker().resume()),

	/** The broker closes every connection. */
	LOSS_OF_CONNECTIONS((pair) -> pair.broker().ctl("close_all_connections", "--global", "fault"), (pair) -> {
	});

	private final Consumer<Pair> strike;

	private final Consumer<Pair> recovery;

	Fault(Consumer<Pair> strike, Consumer<Pair> recovery) {
		this.strike = strike;
		this.recovery = recovery;
	}

	void strike(Pair pair) {
		this.strike.accept(pair);
	}

	/** Ends the fault, without waiting until everything is as before. */
	void recover(Pair pair) {
		this.recovery.accept(pair);
	}

}
