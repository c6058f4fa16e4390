package io.asyncreply.systemb;

import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.messages.operation.WordCount;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.SimulationHandler;
import io.asyncreply.systemb.operation.TextProcessHandler;
import io.asyncreply.systemb.operation.WordCountHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Registers the handler of each operation that this System B processes.
 */
@Configuration(proxyBeanMethods = false)
class OperationConfiguration {

	@Bean
	HandlerRegistration<TextProcess, TextProcess.Result> textProcess() {
		return HandlerRegistration.of(TextProcess.OPERATION, new TextProcessHandler());
	}

	@Bean
	HandlerRegistration<WordCount, WordCount.Result> wordCount() {
		return HandlerRegistration.of(WordCount.OPERATION, new WordCountHandler());
	}

	@Bean
	HandlerRegistration<Simulation, Simulation.Result> simulation() {
		return HandlerRegistration.of(Simulation.OPERATION, new SimulationHandler());
	}

}
