package io.asyncreply.systemb;

import io.asyncreply.messages.Simulation;
import io.asyncreply.messages.TextProcess;
import io.asyncreply.messages.WordCount;
import io.asyncreply.systemb.operation.OperationBinding;
import io.asyncreply.systemb.operation.SimulationHandler;
import io.asyncreply.systemb.operation.TextProcessHandler;
import io.asyncreply.systemb.operation.WordCountHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Registers the operations that this System B processes: one method each.
 */
@Configuration(proxyBeanMethods = false)
class OperationConfiguration {

	@Bean
	OperationBinding<TextProcess, TextProcess.Result> textProcess() {
		return OperationBinding.of(TextProcess.OPERATION, new TextProcessHandler());
	}

	@Bean
	OperationBinding<WordCount, WordCount.Result> wordCount() {
		return OperationBinding.of(WordCount.OPERATION, new WordCountHandler());
	}

	@Bean
	OperationBinding<Simulation, Simulation.Result> simulation() {
		return OperationBinding.of(Simulation.OPERATION, new SimulationHandler());
	}

}
