namespace Falcon.Cli.Demo;

/// <summary>One step of the demo.</summary>
/// <param name="Title">What it tries.</param>
/// <param name="State">Its state.</param>
/// <param name="Figure">The measured figure, or why it failed; empty until then.</param>
internal sealed record DemoStep(string Title, StepState State = StepState.Waiting, string Figure = "");
