namespace Falcon.Cli.Demo;

/// <summary>The state of a step of the demo.</summary>
internal enum StepState
{
    /// <summary>Not started.</summary>
    Waiting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Succeeded.</summary>
    Passed,

    /// <summary>Failed.</summary>
    Failed,
}
