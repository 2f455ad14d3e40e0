namespace Falcon.Cli.Demo;

/// <summary>One line of the demo's list.</summary>
/// <param name="Title">What is tried.</param>
/// <param name="State">Where it is.</param>
/// <param name="Figure">What was measured, or why it failed; empty until then.</param>
internal sealed record DemoStep(string Title, StepState State = StepState.Waiting, string Figure = "");
