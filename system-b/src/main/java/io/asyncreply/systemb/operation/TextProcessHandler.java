package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.TextProcess;

/**
 * Says that a text was processed, in the language that was asked for.
 */
public final class TextProcessHandler implements OperationHandler<TextProcess, TextProcess.Result> {

	@Override
	public TextProcess.Result process(TextProcess payload, WorkContext context) {
		String prefix = "zh".equals(payload.language()) ? "处理后的消息：" : "Processed: ";
		return new TextProcess.Result(prefix + payload.text());
	}

}
