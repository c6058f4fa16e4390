package io.asyncreply.messaging.diagnostics;

import java.util.List;

import io.asyncreply.messaging.diagnostics.FindingRegistry.FindingCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How findings come and go.
 */
@ExtendWith(OutputCaptureExtension.class)
class FindingRegistryTests {

	private final FindingRegistry findings = new FindingRegistry();

	@Test
	void eachIsLoggedOnceWhenItAppearsAndOnceWhenItIsGone(CapturedOutput output) {
		Finding stale = new Finding("The milk is sour.", "Buy some.");
		this.findings.replace(FindingCategory.TOPOLOGY, List.of(stale));
		this.findings.replace(FindingCategory.TOPOLOGY, List.of(stale));
		this.findings.replace(FindingCategory.CONSUMING, List.of(stale));
		assertThat(this.findings.all()).containsExactly(stale);
		this.findings.replace(FindingCategory.TOPOLOGY, List.of());
		assertThat(output).containsOnlyOnce("The milk is sour. Buy some.").doesNotContain("No longer so");
		this.findings.replace(FindingCategory.CONSUMING, List.of());
		assertThat(output).containsOnlyOnce("No longer so: The milk is sour.");
		assertThat(this.findings.all()).isEmpty();
	}

	@Test
	void onlySomeMakeTheSystemUseless() {
		Finding finding = new Finding("The milk is sour.", "Buy some.");
		this.findings.replace(FindingCategory.SIZE, List.of(finding));
		assertThat(this.findings.areVital()).isFalse();
		this.findings.replace(FindingCategory.PUBLISHING, List.of(finding));
		assertThat(this.findings.areVital()).isTrue();
		this.findings.replace(FindingCategory.PUBLISHING, List.of());
		assertThat(this.findings.areVital()).isFalse();
	}

}
