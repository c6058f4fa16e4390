package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.TextProcess;

/**
 * Puts a prefix before a text, in English or Chinese as the payload says.
 */
public final class TextProcessHandler implements OperationHandler<TextProcess, TextProcess.Result> {

	@Override
	public TextProcess.Result process(TextProcess payload, WorkContext context) {
		String prefix = "zh".equals(payload.language()) ? "处理后的消息：" : "Processed: ";
		return new TextProcess.Result(prefix + payload.text());
	}

}
