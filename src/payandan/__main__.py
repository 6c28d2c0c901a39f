from payandan.site.cli import main

raise SystemExit(main())
