package io.asyncreply.messages.amqp;

import java.util.List;

import io.asyncreply.messages.amqp.Findings.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How findings come and go.
 */
@ExtendWith(OutputCaptureExtension.class)
class FindingsTests {

	private final Findings findings = new Findings();

	@Test
	void eachIsLoggedOnceWhenItAppearsAndOnceWhenItIsGone(CapturedOutput output) {
		Finding stale = new Finding("The milk is sour.", "Buy some.");
		this.findings.replace(Topic.TOPOLOGY, List.of(stale));
		this.findings.replace(Topic.TOPOLOGY, List.of(stale));
		this.findings.replace(Topic.CONSUMING, List.of(stale));
		assertThat(this.findings.all()).containsExactly(stale);
		this.findings.replace(Topic.TOPOLOGY, List.of());
		assertThat(output).containsOnlyOnce("The milk is sour. Buy some.").doesNotContain("No longer so");
		this.findings.replace(Topic.CONSUMING, List.of());
		assertThat(output).containsOnlyOnce("No longer so: The milk is sour.");
		assertThat(this.findings.all()).isEmpty();
	}

	@Test
	void onlySomeMakeTheSystemUseless() {
		Finding finding = new Finding("The milk is sour.", "Buy some.");
		this.findings.replace(Topic.SIZE, List.of(finding));
		assertThat(this.findings.areVital()).isFalse();
		this.findings.replace(Topic.PUBLISHING, List.of(finding));
		assertThat(this.findings.areVital()).isTrue();
		this.findings.replace(Topic.PUBLISHING, List.of());
		assertThat(this.findings.areVital()).isFalse();
	}

}
