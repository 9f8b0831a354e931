# The demonstration with two pages of the tests' own, built once for all that look at them.
from __future__ import annotations

from pathlib import Path

from demo import copy_demo
from run import build

CHARTS = """\
# Charts

```chart
type: model
x: total_training_cost
title: Training
```

```chart
values: [deepseek-v3.total_training_cost, deepseek-r1.rl_training_cost, deepseek-r1.training_cost]
log: true
title: Three costs
```

```chart
type: model
x: training_tokens
y: total_gpu_hours
color: developer
```

```chart
select: type:article type:paper type:model type:event type:organisation
x: released
kind: dot
```

```timeline
type: model
title: Models
```
"""
BLOCKS = """\
# Blocks

```entities
type: model
group: developer
columns: [kind, released, parameters]
```

```entities
type: organisation
columns: [kind]
```

```compare
ids: [deepseek-r1, deepseek-v3]
```
"""


def build_own_pages(folder: Path, *arguments: str) -> Path:
    """Builds a copy of the demonstration with `charts/` and `blocks/` in `folder`, and gives the site's folder."""
    project = copy_demo(folder)
    for name, text in (("charts", CHARTS), ("blocks", BLOCKS)):
        (project / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    return build(project, *arguments).ok().site
