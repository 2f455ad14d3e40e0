using Falcon.Cli.Demo;

namespace Falcon.Cli.Tests.Demo;

public sealed class DemoProgressTests
{
    [Fact]
    public void Only_the_end_of_a_step_is_announced()
    {
        var progress = new DemoProgress(["build", "ping"]);
        var ended = new List<DemoStep>();
        progress.StepEnded += ended.Add;

        progress.Set(0, StepState.Running);
        progress.Set(0, StepState.Passed, "done");
        progress.Set(1, StepState.Running);

        Assert.Equal([new DemoStep("build", StepState.Passed, "done")], ended);
        Assert.Equal([StepState.Passed, StepState.Running], progress.Steps.Select(step => step.State));
    }
}
