package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.TextProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the results in both languages.
 */
class TextProcessHandlerTests {

	private final TextProcessHandler handler = new TextProcessHandler();

	private final RecordingWorkContext context = new RecordingWorkContext(1);

	@Test
	void answersInEnglishByDefault() {
		assertThat(this.handler.process(new TextProcess("hello", null), this.context).text())
			.isEqualTo("Processed: hello");
		assertThat(this.handler.process(new TextProcess("", "en"), this.context).text()).isEqualTo("Processed: ");
	}

	@Test
	void answersInChineseWhenAsked() {
		assertThat(this.handler.process(new TextProcess("消息A", "zh"), this.context).text()).isEqualTo("处理后的消息：消息A");
	}

}
