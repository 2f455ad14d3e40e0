namespace Falcon.Cli.Demo;

/// <summary>Where a step of the demo is.</summary>
internal enum StepState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>At it.</summary>
    Running,

    /// <summary>Did what it should.</summary>
    Passed,

    /// <summary>Did not.</summary>
    Failed,
}
