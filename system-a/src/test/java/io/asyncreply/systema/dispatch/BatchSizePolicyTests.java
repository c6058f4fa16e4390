package io.asyncreply.systema.dispatch;

import java.util.HashMap;
import java.util.Map;

import io.asyncreply.messages.Lane;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many may travel together.
 */
class BatchSizePolicyTests {

	private static final String QUICK = "text.process";

	private final Map<String, Double> serviceTimes = new HashMap<>(
			Map.of("requests.text.process", 0.000_05, "requests.text.process.bulk", 0.000_01));

	private boolean read = true;

	private boolean wanted = true;

	private final BatchSizePolicy framing = new BatchSizePolicy((queue) -> this.serviceTimes.getOrDefault(queue, 0.0),
			(queue) -> this.read, (operation) -> this.wanted);

	@Test
	void quickWorkTravelsTogetherUpToABound() {
		assertThat(this.framing.most(QUICK, Lane.INTERACTIVE)).isEqualTo(64);
	}

	@Test
	void bulkTravelsInLongerFrames() {
		assertThat(this.framing.most(QUICK, Lane.BULK)).isEqualTo(256);
	}

	@Test
	void frameHoldsFiveMillisecondsOfWork() {
		this.serviceTimes.put("requests.text.process", 0.002);
		assertThat(this.framing.most(QUICK, Lane.INTERACTIVE)).isEqualTo(2);
	}

	@Test
	void slowAndUnknownWorkTravelsAlone() {
		this.serviceTimes.put("requests.text.process", 0.003);
		assertThat(this.framing.most(QUICK, Lane.INTERACTIVE)).isOne();
		this.serviceTimes.put("requests.text.process", 3.0);
		assertThat(this.framing.most(QUICK, Lane.INTERACTIVE)).isOne();
		assertThat(this.framing.most("text.word-count", Lane.INTERACTIVE)).isOne();
	}

	@Test
	void nothingIsFramedForWorkersThatDoNotReadFrames() {
		this.read = false;
		assertThat(this.framing.most(QUICK, Lane.INTERACTIVE)).isOne();
	}

	@Test
	void framingCanBeSwitchedOff() {
		this.wanted = false;
		assertThat(this.framing.most(QUICK, Lane.INTERACTIVE)).isOne();
	}

}
